import { randomUUID } from 'node:crypto';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, outcomeTests, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const move = (name: string, label: string, from: string | undefined, to: string | undefined) =>
  secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: name,
      VersionStage: label,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    }),
  );

contractTest('moving AWSCURRENT moves AWSPREVIOUS to the version that had AWSCURRENT', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  await move(name, 'AWSCURRENT', versions[2], versions[0]);
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[0],
    AWSPREVIOUS: versions[2],
  });
});

contractTest('after AWSCURRENT is moved, a read returns its new version', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  await move(name, 'AWSCURRENT', versions[1], versions[0]);
  expect(await currentValue(secretsManager, name)).toBe('one');
});

contractTest('moving AWSCURRENT to the version with AWSPREVIOUS swaps the two labels', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  await move(name, 'AWSCURRENT', versions[1], versions[0]);
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[0],
    AWSPREVIOUS: versions[1],
  });
});

contractTest('a label cannot be moved from a version that does not have it', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  expect(await errorName(move(name, 'AWSCURRENT', versions[1], versions[0]))).toBe(
    'InvalidParameterException',
  );
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[2],
    AWSPREVIOUS: versions[1],
  });
});

contractTest('AWSCURRENT cannot be moved without the id of its version', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  expect(await errorName(move(name, 'AWSCURRENT', undefined, versions[0]))).toBe('InvalidParameterException');
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[1],
    AWSPREVIOUS: versions[0],
  });
});

contractTest(
  'a label other than AWSCURRENT is moved only with the id of the version that has it',
  async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    await move(name, 'MINE', undefined, versions[0]);
    expect(await errorName(move(name, 'MINE', undefined, versions[1]))).toBe('InvalidParameterException');
    expect(await labelsOf(secretsManager, name)).toMatchObject({ MINE: versions[0] });
  },
);

contractTest('a custom label is attached, moved and removed', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  await move(name, 'MINE', undefined, versions[0]);
  expect(await labelsOf(secretsManager, name)).toMatchObject({ MINE: versions[0] });
  await move(name, 'MINE', versions[0], versions[1]);
  expect(await labelsOf(secretsManager, name)).toMatchObject({ MINE: versions[1] });
  await move(name, 'MINE', versions[1], undefined);
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[1],
    AWSPREVIOUS: versions[0],
  });
});

outcomeTests([
  [
    'AWSCURRENT cannot be removed without being moved',
    [
      async () => {
        const { name, versions } = await secretWith(secretsManager, 'one');
        return move(name, 'AWSCURRENT', versions[0], undefined);
      },
      'InvalidParameterException',
    ],
  ],
  [
    'a label of an unknown secret cannot be moved',
    [() => move(uniqueName(), 'MINE', undefined, randomUUID()), 'ResourceNotFoundException'],
  ],
]);
