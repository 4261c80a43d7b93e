import {
  BatchGetSecretValueCommand,
  type BatchGetSecretValueCommandInput,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, outcomeTests, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const batch = (request: BatchGetSecretValueCommandInput) =>
  secretsManager.send(new BatchGetSecretValueCommand(request));

contractTest('a batch reads the versions with AWSCURRENT, by name and by ARN', async () => {
  const one = await secretWith(secretsManager, 'old', 'one');
  const two = await secretWith(secretsManager, 'two');
  const { ARN = '' } = await secretsManager.send(new DescribeSecretCommand({ SecretId: two.name }));
  const { SecretValues = [], Errors } = await batch({ SecretIdList: [one.name, ARN] });
  expect(Errors ?? []).toEqual([]);
  expect(SecretValues).toHaveLength(2);
  expect(SecretValues.find(({ Name }) => Name === one.name)).toMatchObject({
    VersionId: one.versions[1],
    SecretString: 'one',
    VersionStages: ['AWSCURRENT'],
  });
  expect(SecretValues.find(({ Name }) => Name === two.name)).toMatchObject({ ARN, SecretString: 'two' });
});

contractTest('an unknown secret is named in Errors, and the other secrets are read', async () => {
  const [there, missing] = [await secretWith(secretsManager, 'one'), uniqueName()];
  const { SecretValues = [], Errors = [] } = await batch({ SecretIdList: [missing, there.name] });
  expect(SecretValues.map(({ Name }) => Name)).toEqual([there.name]);
  expect(Errors).toMatchObject([{ SecretId: missing, ErrorCode: 'ResourceNotFoundException' }]);
});

contractTest('a secret scheduled for deletion is named in Errors', async () => {
  const { name } = await secretWith(secretsManager, 'one');
  await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
  const { Errors = [] } = await batch({ SecretIdList: [name] });
  expect(Errors).toMatchObject([{ SecretId: name, ErrorCode: 'InvalidRequestException' }]);
});

contractTest('BatchGetSecretValue names a secret without a value in Errors', async () => {
  const [there, empty] = [await secretWith(secretsManager, 'one'), await secretWith(secretsManager)];
  const outcome = await batch({ SecretIdList: [there.name, empty.name] }).catch(() => undefined);
  expect(outcome?.SecretValues?.map(({ Name }) => Name)).toEqual([there.name]);
  expect(outcome?.Errors).toMatchObject([{ SecretId: empty.name, ErrorCode: 'ResourceNotFoundException' }]);
});

contractTest('a batch reads 20 secrets', async () => {
  const secrets = await Promise.all(Array.from({ length: 20 }, () => secretWith(secretsManager, 'one')));
  const { SecretValues } = await batch({ SecretIdList: secrets.map(({ name }) => name) });
  expect(SecretValues).toHaveLength(20);
});

contractTest('a batch with filters reads matching secrets, in pages', async () => {
  const prefix = uniqueName();
  for (const name of ['a', 'b', 'c']) {
    await secretsManager.send(new CreateSecretCommand({ Name: `${prefix}/${name}`, SecretString: name }));
  }
  const Filters = [{ Key: 'name' as const, Values: [`${prefix}/`] }];
  const first = await batch({ Filters, MaxResults: 2 });
  expect(first.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['a', 'b']);
  const last = await batch({ Filters, MaxResults: 2, NextToken: first.NextToken });
  expect(last.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['c']);
  expect(last.NextToken).toBeUndefined();
});

contractTest('a batch with filters has at most 20 values a page', async () => {
  const prefix = uniqueName();
  await Promise.all(
    Array.from({ length: 21 }, (_, index) =>
      secretsManager.send(new CreateSecretCommand({ Name: `${prefix}/${index}`, SecretString: 'one' })),
    ),
  );
  const { SecretValues } = await batch({ Filters: [{ Key: 'name', Values: [`${prefix}/`] }] });
  expect(SecretValues).toHaveLength(20);
});

const NAME = uniqueName();

outcomeTests([
  [
    'a batch of more than 20 secrets is refused',
    [() => batch({ SecretIdList: Array.from({ length: 21 }, () => uniqueName()) }), 'ValidationException'],
  ],
  [
    'a batch with names and filters is refused',
    [
      () => batch({ SecretIdList: [NAME], Filters: [{ Key: 'name', Values: [NAME] }] }),
      'InvalidParameterException',
    ],
  ],
  [
    'MaxResults without filters is refused',
    [() => batch({ SecretIdList: [NAME], MaxResults: 2 }), 'InvalidParameterException'],
  ],
  ['a batch with neither names nor filters is refused', [() => batch({}), 'InvalidParameterException']],
]);
