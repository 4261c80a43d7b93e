import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, outcomeTests, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

contractTest('the first version always gets AWSCURRENT', async () => {
  const { name } = await secretWith(secretsManager);
  const token = randomUUID();
  const put = await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: name,
      ClientRequestToken: token,
      SecretString: 'one',
      VersionStages: ['MINE'],
    }),
  );
  expect(put.VersionId).toBe(token);
  expect(put.VersionStages?.toSorted()).toEqual(['AWSCURRENT', 'MINE']);
  expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: token, MINE: token });
});

contractTest('a new version gets AWSCURRENT, and the previous version gets AWSPREVIOUS', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[2],
    AWSPREVIOUS: versions[1],
  });
  expect(await currentValue(secretsManager, name)).toBe('three');
});

contractTest('a version without a label can be read by its id', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  const read = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: name, VersionId: versions[0] }),
  );
  expect(read).toMatchObject({ VersionId: versions[0], SecretString: 'one' });
});

contractTest('putting the same value with the same ClientRequestToken again changes nothing', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one');
  const again = await secretsManager.send(
    new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'one' }),
  );
  expect(again).toMatchObject({ VersionId: versions[0], VersionStages: ['AWSCURRENT'] });
  expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: versions[0] });
});

contractTest('a repeated put does not move AWSCURRENT from a newer version', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  await secretsManager.send(
    new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'one' }),
  );
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[1],
    AWSPREVIOUS: versions[0],
  });
});

contractTest('putting another value with a used ClientRequestToken is refused', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one');
  const other = secretsManager.send(
    new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'two' }),
  );
  expect(await errorName(other)).toBe('ResourceExistsException');
  expect(await currentValue(secretsManager, name)).toBe('one');
});

contractTest('the SDK generates a ClientRequestToken if the caller gives none', async () => {
  const { name } = await secretWith(secretsManager);
  const put = await secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'one' }));
  expect(put.VersionId).toMatch(/^[0-9a-f-]{36}$/);
});

contractTest('a version with other labels does not move AWSCURRENT', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one');
  const token = randomUUID();
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: name,
      ClientRequestToken: token,
      SecretString: 'two',
      VersionStages: ['AWSPENDING'],
    }),
  );
  expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: versions[0], AWSPENDING: token });
});

contractTest('versions without a label are listed only with IncludeDeprecated', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  const idsOf = async (IncludeDeprecated: boolean) => {
    const { Versions } = await secretsManager.send(
      new ListSecretVersionIdsCommand({ SecretId: name, IncludeDeprecated }),
    );
    return new Set(Versions?.map(({ VersionId }) => VersionId));
  };
  expect(await idsOf(false)).toEqual(new Set([versions[1], versions[2]]));
  expect(await idsOf(true)).toEqual(new Set(versions));
});

outcomeTests([
  [
    'a put without a value or of an unknown secret is refused',
    [
      async () => {
        const { name } = await secretWith(secretsManager);
        return secretsManager.send(
          new PutSecretValueCommand({ SecretId: name, ClientRequestToken: randomUUID() }),
        );
      },
      'InvalidRequestException',
    ],
    [
      () => secretsManager.send(new PutSecretValueCommand({ SecretId: uniqueName(), SecretString: 'one' })),
      'ResourceNotFoundException',
    ],
  ],
]);
