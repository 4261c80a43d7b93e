import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName } from '../peer.ts';
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

test(
  'a resource policy is put, read and deleted',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const read = async () =>
      (await secretsManager.send(new GetResourcePolicyCommand({ SecretId: name }))).ResourcePolicy;
    expect(await read()).toBeUndefined();
    await secretsManager.send(new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy: READER }));
    expect(await read()).toBe(READER);
    await secretsManager.send(new DeleteResourcePolicyCommand({ SecretId: name }));
    expect(await read()).toBeUndefined();
  }),
);

test(
  'a public policy is refused with BlockPublicPolicy',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = (BlockPublicPolicy: boolean) =>
      errorName(
        secretsManager.send(
          new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy: policyFor('*'), BlockPublicPolicy }),
        ),
      );
    expect(await put(false)).toBe('none');
    expect(await put(true)).toBe('PublicPolicyException');
  }),
);

test(
  'a policy that is not JSON is refused',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = secretsManager.send(
      new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy: 'no policy' }),
    );
    expect(await errorName(put)).toBe('MalformedPolicyDocumentException');
  }),
);
