import { GetResourcePolicyCommand, PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, type Outcome, outcomeTests } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const policyFor = (principal: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' },
    ],
  });

const READER = policyFor({ AWS: 'arn:aws:iam::123456789012:role/loader' });

contractTest('a resource policy is put and read', async () => {
  const { name } = await secretWith(secretsManager);
  const read = async () =>
    (await secretsManager.send(new GetResourcePolicyCommand({ SecretId: name }))).ResourcePolicy;
  expect(await read()).toBeUndefined();
  await secretsManager.send(new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy: READER }));
  expect(await read()).toBe(READER);
});

const putting = (ResourcePolicy: string, BlockPublicPolicy: boolean, error: string): Outcome => [
  async () => {
    const { name } = await secretWith(secretsManager);
    return secretsManager.send(
      new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy, BlockPublicPolicy }),
    );
  },
  error,
];

outcomeTests([
  [
    'BlockPublicPolicy refuses a policy that grants access to every principal',
    putting(policyFor('*'), false, 'none'),
    putting(policyFor('*'), true, 'PublicPolicyException'),
  ],
  ['a policy that is not JSON is refused', putting('no policy', false, 'MalformedPolicyDocumentException')],
]);
