import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { SecretRole } from '../../functions/contract.ts';
import { askAws } from '../aws/ask-aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { ListedSecret } from '../aws/list-integrations.ts';
import { checkIntegrations } from './check-integrations.ts';
import { checkKeyPolicy, checkPolicies } from './check-policies.ts';
import { finding, findings, type Finding } from './finding.ts';

/**
 * Checks that every integration has its two secrets and needs no operator, that no policy names a deleted consumer, and
 * that the KMS keys are enabled.
 */
export async function checkSecrets(
  clients: AwsClients,
  prefix: string,
  secrets: readonly ListedSecret[],
  now: number,
): Promise<readonly Finding[]> {
  const keys = new Set(secrets.map(({ kmsKeyId }) => kmsKeyId).filter((key) => key !== undefined));
  const account = accountOf(secrets[0]?.arn);
  const others = await Promise.all([
    findings('AWS', 'Policies', () => checkPolicies(clients, secrets)),
    ...[...keys].map((key) => findings('AWS', 'KMS key', () => checkKey(clients, key, account))),
  ]);
  return [...ofIntegrations(secrets, prefix, now), ...others.flat()];
}

function ofIntegrations(secrets: readonly ListedSecret[], prefix: string, now: number): readonly Finding[] {
  const roles = new Map<string, Set<string>>();
  for (const { integration, role } of secrets) {
    if (integration === undefined || role === undefined) continue;
    roles.set(integration, (roles.get(integration) ?? new Set()).add(role));
  }
  if (roles.size === 0) {
    return [
      finding(
        'AWS',
        'Secrets',
        'problem',
        `no integration has secrets under ${prefix}/`,
        'Check --prefix, --region and the AWS account, or add an integration in cdk.json and deploy (npx cdk deploy)',
      ),
    ];
  }
  const missing = [...roles].flatMap(([integration, present]) =>
    Object.values(SecretRole)
      .filter((role) => !present.has(role))
      .map((role) =>
        finding(
          'AWS',
          'Secrets',
          'problem',
          `${prefix}/${integration}/${role} is missing, deleted or without its tags`,
          `Deploy again (npx cdk deploy). If the secret is deleted, restore it first: aws secretsmanager restore-secret --secret-id ${prefix}/${integration}/${role}`,
        ),
      ),
  );
  return [
    finding(
      'AWS',
      'Secrets',
      'ok',
      `${roles.size} ${roles.size === 1 ? 'integration' : 'integrations'} under ${prefix}/`,
    ),
    ...missing,
    ...checkIntegrations(
      secrets.flatMap(({ listed }) => (listed === undefined ? [] : [listed])),
      prefix,
      now,
    ),
  ];
}

async function checkKey(clients: AwsClients, key: string, account?: string): Promise<readonly Finding[]> {
  const { KeyMetadata } = await askAws('kms:DescribeKey', key, () =>
    clients.kms.send(new DescribeKeyCommand({ KeyId: key })),
  );
  const state = KeyMetadata?.KeyState ?? 'unknown';
  const arn = KeyMetadata?.Arn ?? key;
  // KMS shows the policy of a key to callers of its own account only.
  const isOfThisAccount = accountOf(arn) === account;
  return [
    ...(isOfThisAccount ? await findings('AWS', 'Policies', () => checkKeyPolicy(clients, arn)) : []),
    state === 'Enabled'
      ? finding('AWS', 'KMS key', 'ok', `${key} is enabled`)
      : finding(
          'AWS',
          'KMS key',
          'problem',
          `${key} is in the state ${state}, so its secrets cannot be read or written`,
          ...(state === 'PendingDeletion'
            ? [`Cancel the deletion of the key: aws kms cancel-key-deletion --key-id ${key}`]
            : []),
          `Enable the key: aws kms enable-key --key-id ${key}`,
        ),
  ];
}

function accountOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}
