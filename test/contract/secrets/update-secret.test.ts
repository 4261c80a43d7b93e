import { randomUUID } from 'node:crypto';
import { DescribeSecretCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, type Outcome, outcomeTests, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

contractTest('an update with a value creates a version with AWSCURRENT', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one');
  const token = randomUUID();
  const updated = await secretsManager.send(
    new UpdateSecretCommand({ SecretId: name, ClientRequestToken: token, SecretString: 'two' }),
  );
  expect(updated.VersionId).toBe(token);
  expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: token, AWSPREVIOUS: versions[0] });
});

contractTest('an update without a value creates no version', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one');
  const updated = await secretsManager.send(
    new UpdateSecretCommand({ SecretId: name, Description: 'for the loader' }),
  );
  expect(updated.VersionId).toBeUndefined();
  const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  expect(described).toMatchObject({
    Description: 'for the loader',
    VersionIdsToStages: { [versions[0]]: ['AWSCURRENT'] },
  });
});

contractTest('an update of the value keeps the description', async () => {
  const { name } = await secretWith(secretsManager, 'one');
  await secretsManager.send(new UpdateSecretCommand({ SecretId: name, Description: 'for the loader' }));
  await secretsManager.send(new UpdateSecretCommand({ SecretId: name, SecretString: 'two' }));
  const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  expect(described.Description).toBe('for the loader');
  expect(await currentValue(secretsManager, name)).toBe('two');
});

const updateWithUsedToken = (SecretString: string): Outcome => [
  async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    return secretsManager.send(
      new UpdateSecretCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString }),
    );
  },
  'ResourceExistsException',
];

outcomeTests([
  ['an update with the ClientRequestToken of another value is refused', updateWithUsedToken('two')],
  [
    'an update with the ClientRequestToken and the value of an existing version is refused',
    updateWithUsedToken('one'),
  ],
  [
    'an update of an unknown secret is refused',
    [
      () => secretsManager.send(new UpdateSecretCommand({ SecretId: uniqueName(), Description: 'x' })),
      'ResourceNotFoundException',
    ],
  ],
]);
