import type { Filter, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretPages } from '../../functions/aws/secret-pages.ts';
import { listedIntegration } from '../../functions/aws/listed-integration.ts';
import { SecretRole, Tag } from '../../functions/contract.ts';
import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { askAws } from './ask-aws.ts';

/** A secret under the prefix, as ListSecrets shows it. */
export interface ListedSecret {
  readonly name: string;
  readonly arn: string;
  readonly role: string | undefined;
  readonly integration: string | undefined;
  /** ARN or id of its KMS key; undefined for the AWS managed key `aws/secretsmanager`. */
  readonly kmsKeyId: string | undefined;
  /** The integration of a credentials secret; undefined for any other secret. */
  readonly listed: ListedIntegration | undefined;
}

/**
 * Every secret of the rotator under the prefix, sorted by name. The listing may be minutes old.
 *
 * @param role only secrets with this role; every secret if undefined
 * @throws CliError
 */
export async function listSecrets(
  client: SecretsManagerClient,
  prefix: string,
  role?: (typeof SecretRole)[keyof typeof SecretRole],
): Promise<readonly ListedSecret[]> {
  const found: ListedSecret[] = [];
  const filters: readonly Filter[] = [
    { Key: 'tag-key', Values: [Tag.role] },
    ...(role === undefined ? [] : [{ Key: 'tag-value' as const, Values: [role] }]),
  ];
  const pages = secretPages(prefix, filters, (command) =>
    askAws('secretsmanager:ListSecrets', `${prefix}/`, () => client.send(command)),
  );
  for await (const page of pages) {
    for (const secret of page) {
      const tagOf = (key: string) => secret.Tags?.find((tag) => tag.Key === key)?.Value;
      found.push({
        name: secret.Name ?? '',
        arn: secret.ARN ?? '',
        role: tagOf(Tag.role),
        integration: tagOf(Tag.integration),
        kmsKeyId: secret.KmsKeyId,
        listed: listedIntegration(prefix, secret, secret.SecretVersionsToStages),
      });
    }
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Every integration under the prefix, sorted by name.
 *
 * @throws CliError
 */
export async function listIntegrations(
  client: SecretsManagerClient,
  prefix: string,
): Promise<readonly ListedIntegration[]> {
  const secrets = await listSecrets(client, prefix, SecretRole.credentials);
  return secrets.flatMap(({ listed }) => (listed === undefined ? [] : [listed]));
}
