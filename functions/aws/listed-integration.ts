import type { Tag as SecretTag } from '@aws-sdk/client-secrets-manager';
import { SecretRole, Tag } from '../contract.ts';
import type { ListedIntegration, Tags } from '../integration/ports.ts';
import { integrationOf } from './secret-names.ts';

/** The fields that ListSecrets and DescribeSecret both return. */
export interface SecretDescription {
  readonly Name?: string | undefined;
  readonly DeletedDate?: Date | undefined;
  readonly Tags?: readonly SecretTag[] | undefined;
}

/**
 * The integration of a credentials secret; undefined for every other secret.
 *
 * The filters of ListSecrets match prefixes, and match the key and the value of a tag independently. Therefore the name
 * and the tag are compared here exactly.
 *
 * @param versionsToStages staging labels by VersionId: `SecretVersionsToStages` of ListSecrets, `VersionIdsToStages`
 *   of DescribeSecret
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 */
export function listedIntegration(
  prefix: string,
  secret: SecretDescription,
  versionsToStages: Readonly<Record<string, readonly string[]>> | undefined,
): ListedIntegration | undefined {
  const integration = integrationOf(prefix, secret.Name);
  const tags = tagsOf(secret.Tags);
  if (integration === undefined || secret.DeletedDate !== undefined) return undefined;
  if (tags[Tag.role] !== SecretRole.credentials) return undefined;
  return { integration, credentialsVersionId: currentVersionId(versionsToStages), tags };
}

function tagsOf(tags: readonly SecretTag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

function currentVersionId(
  versionsToStages: Readonly<Record<string, readonly string[]>> | undefined,
): string | undefined {
  return Object.entries(versionsToStages ?? {}).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
}
