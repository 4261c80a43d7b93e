import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { clientsOf, root } from '../account.ts';
import { changePolicy, statementsOf } from '../managed-policy.ts';
import { policy } from '../policy.ts';
import { resourcePolicyOf } from '../secrets.ts';

const { iam, secrets } = clientsOf(root);

/** Changes a policy and returns the function that undoes this change. */
export type PolicyChange = () => Promise<() => Promise<void>>;

/** Attaches an inline policy to a role. */
export function withInlinePolicy(RoleName: string, statement: object): PolicyChange {
  return async () => {
    const inlinePolicy = { RoleName, PolicyName: 'added' };
    await iam.send(new PutRolePolicyCommand({ ...inlinePolicy, PolicyDocument: policy(statement) }));
    return async () => {
      await iam.send(new DeleteRolePolicyCommand(inlinePolicy));
    };
  };
}

/** Removes statements from a managed policy. */
export function withoutPolicyStatements(policyArn: string, ...sids: readonly string[]): PolicyChange {
  return async () => {
    const whole = await statementsOf(policyArn);
    await changePolicy(
      policyArn,
      whole.filter(({ Sid }) => !sids.includes(Sid)),
    );
    return () => changePolicy(policyArn, whole);
  };
}

/** Replaces the resource policy of a secret. */
export function withResourcePolicy(SecretId: string, statements: readonly object[]): PolicyChange {
  const put = (ResourcePolicy: string) =>
    secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
  return async () => {
    const whole = await resourcePolicyOf(SecretId);
    await put(policy(...statements));
    return async () => {
      await put(whole);
    };
  };
}
