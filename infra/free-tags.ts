import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { MAX_CREDENTIALS, Tag } from '../functions/contract.ts';

/** Tags that Secrets Manager allows on a secret. */
const ALLOWED = 50;

/** What our own tags begin with; the settings refuse it for others. */
const OWN_PREFIX = 'token-rotator:';

/** Tags that the infrastructure, the functions and an operator put on a credentials secret that holds all it may. */
export const OWN_TAGS = Object.values(Tag)
  // This one is for access tokens.
  .filter((tag) => tag !== Tag.replicas)
  .reduce((sum, tag) => sum + (tag.endsWith('-') ? MAX_CREDENTIALS : 1), 0);

/** Tags that are left for everything else. One too many, and the rotator cannot write down what it knows. */
export const FREE_TAGS = ALLOWED - OWN_TAGS;

/** How many tags a secret gets from the settings, and from the app around the rotator. */
export function countForeignTags(secret: CfnSecret): number {
  return Object.keys(secret.tags.tagValues()).filter((tag) => !tag.startsWith(OWN_PREFIX)).length;
}
