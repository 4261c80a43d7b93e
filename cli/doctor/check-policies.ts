import { GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import { SecretRole } from '../../functions/contract.ts';
import { askAws } from '../aws/ask-aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { ListedSecret } from '../aws/list-integrations.ts';
import { readPolicy } from '../aws/secret-lifecycle.ts';
import { finding, type Finding } from './finding.ts';

/** At most this many policies are read at the same time. */
const CONCURRENCY = 5;

/**
 * Finds deleted consumers in the policies of access-token secrets. If a role is deleted, AWS shows its unique id in the policy
 * instead of its ARN. A role that is created again has another id, so the role has no access.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export async function checkPolicies(
  { secretsManager }: AwsClients,
  secrets: readonly ListedSecret[],
): Promise<readonly Finding[]> {
  const limited = pLimit(CONCURRENCY);
  const found = await Promise.all(
    secrets
      .filter(({ role }) => role === SecretRole.accessToken)
      .map(({ name }) =>
        limited(async () => deletedPrincipals(name, await readPolicy(secretsManager, name))),
      ),
  );
  return found.flat();
}

/** Finds deleted consumers in the policy of a KMS key. */
export async function checkKeyPolicy({ kms }: AwsClients, key: string): Promise<readonly Finding[]> {
  const { Policy } = await askAws('kms:GetKeyPolicy', key, () =>
    kms.send(new GetKeyPolicyCommand({ KeyId: key, PolicyName: 'default' })),
  );
  return deletedPrincipals(key, Policy);
}

function deletedPrincipals(resource: string, policy = ''): readonly Finding[] {
  const ids = new Set(policy.match(/(?<=")A(?:RO|ID)A[A-Z0-9]{12,}(?=")/g));
  return [...ids].map((id) =>
    finding(
      'AWS',
      'Policies',
      'problem',
      `the policy of ${resource} contains ${id}, the id of a deleted role or user. A role or user that was created again has no access`,
      `If the consumer was created again, put its ARN in place of ${id} in the policy of ${resource} (docs/access.md, "A role that was created again"). If the consumer is gone for good, remove its ARN from the setting "readers" and deploy`,
    ),
  );
}
