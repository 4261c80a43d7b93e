import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { clientsOf, root } from '../account.ts';
import { changePolicy, statementsOf } from '../managed-policy.ts';
import { policy } from '../policy.ts';
import { resourcePolicyOf } from '../secrets.ts';

const { iam, secrets } = clientsOf(root);

/** Opens a hole, and returns what closes it. */
export type Hole = () => Promise<() => Promise<void>>;

/** A role with a policy that somebody attached. */
export function withInlinePolicy(RoleName: string, statement: object): Hole {
  return async () => {
    const hole = { RoleName, PolicyName: 'hole' };
    await iam.send(new PutRolePolicyCommand({ ...hole, PolicyDocument: policy(statement) }));
    return async () => {
      await iam.send(new DeleteRolePolicyCommand(hole));
    };
  };
}

/** A managed policy that has lost statements. */
export function withoutPolicyStatements(policyArn: string, ...sids: readonly string[]): Hole {
  return async () => {
    const whole = await statementsOf(policyArn);
    await changePolicy(
      policyArn,
      whole.filter(({ Sid }) => !sids.includes(Sid)),
    );
    return () => changePolicy(policyArn, whole);
  };
}

/** A secret with another resource policy. */
export function withResourcePolicy(SecretId: string, statements: readonly object[]): Hole {
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
