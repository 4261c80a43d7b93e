import {
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { Tag } from '../../functions/contract.ts';
import { clientsOf, root } from './account.ts';

const { secrets } = clientsOf(root);

const accessTokenDocument = z.looseObject({ access_token: z.string(), credential: z.string() });

/** The document that consumers of an integration read. */
export async function published(
  integration: string,
  VersionStage = 'AWSCURRENT',
): Promise<z.infer<typeof accessTokenDocument>> {
  const { SecretString = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: `${integration}/access-token`, VersionStage }),
  );
  return accessTokenDocument.parse(JSON.parse(SecretString));
}

/** The value of a secret and its version id. */
export async function versionOf(SecretId: string) {
  const { VersionId, SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return { VersionId, SecretString };
}

/** Stores a value as the console does, without a request for a rotation. */
export async function store(SecretId: string, value: object): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
}

/** The resource policy of a secret, as text; empty if the secret has no policy. */
export async function resourcePolicyOf(SecretId: string): Promise<string> {
  const { ResourcePolicy } = await secrets.send(new GetResourcePolicyCommand({ SecretId }));
  return ResourcePolicy ?? '';
}

/** Removes the notification state of an integration and of its first credential, so the warner's next run warns again. */
export async function forgetWarnings(integration: string): Promise<void> {
  const TagKeys = [`${Tag.warnedPrefix}1`, Tag.said, Tag.reminded];
  await secrets.send(new UntagResourceCommand({ SecretId: `${integration}/credentials`, TagKeys }));
}
