import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { MAX_CREDENTIALS, Tag } from '../functions/contract.ts';

/** Maximum number of tags of a secret. */
const ALLOWED = 50;

/** Prefix of the tags that belong to the token rotator. The settings refuse this prefix for other tags. */
const OWN_PREFIX = 'token-rotator:';

/** Maximum number of tags with this prefix on a credentials secret, with the maximum number of credentials. */
export const OWN_TAGS = Object.values(Tag)
  // Only access-token secrets have this tag.
  .filter((tag) => tag !== Tag.replicas)
  .reduce((sum, tag) => sum + (tag.endsWith('-') ? MAX_CREDENTIALS : 1), 0);

/** Number of tags that are free for other purposes. With one more tag, the rotator could not store its state. */
export const FREE_TAGS = ALLOWED - OWN_TAGS;

/** Number of tags of a secret from the settings and from the app around the rotator. */
export function countForeignTags(secret: CfnSecret): number {
  return Object.keys(secret.tags.tagValues()).filter((tag) => !tag.startsWith(OWN_PREFIX)).length;
}
