import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
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

test(
  'moving AWSCURRENT moves AWSPREVIOUS to the version it left',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    await move(name, 'AWSCURRENT', versions[2], versions[0]);
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[0],
      AWSPREVIOUS: versions[2],
    });
  }),
);

test(
  'GetSecretValue reads the version that AWSCURRENT was moved to',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    await move(name, 'AWSCURRENT', versions[1], versions[0]);
    expect(await currentValue(secretsManager, name)).toBe('one');
  }),
);

test(
  'rolling back to AWSPREVIOUS swaps the two labels',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    await move(name, 'AWSCURRENT', versions[1], versions[0]);
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[0],
      AWSPREVIOUS: versions[1],
    });
  }),
);

test(
  'a label is not moved from a version that does not carry it',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    expect(await errorName(move(name, 'AWSCURRENT', versions[1], versions[0]))).toBe(
      'InvalidParameterException',
    );
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[2],
      AWSPREVIOUS: versions[1],
    });
  }),
);

test(
  'AWSCURRENT is not moved unless the version it is on is named',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    expect(await errorName(move(name, 'AWSCURRENT', undefined, versions[0]))).toBe(
      'InvalidParameterException',
    );
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[1],
      AWSPREVIOUS: versions[0],
    });
  }),
);

test(
  'a custom label is moved only if the request names the version that has it',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    await move(name, 'MINE', undefined, versions[0]);
    expect(await errorName(move(name, 'MINE', undefined, versions[1]))).toBe('InvalidParameterException');
    expect(await labelsOf(secretsManager, name)).toMatchObject({ MINE: versions[0] });
  }),
);

test(
  'a label of our own is attached, moved and removed',
  contract(async () => {
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
  }),
);

test(
  'AWSCURRENT cannot be removed without being moved',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    expect(await errorName(move(name, 'AWSCURRENT', versions[0], undefined))).toBe(
      'InvalidParameterException',
    );
  }),
);

test(
  'a label needs a secret that is there',
  contract(async () => {
    const { versions } = await secretWith(secretsManager);
    expect(await errorName(move(uniqueName(), 'MINE', undefined, versions[0]))).toBe(
      'ResourceNotFoundException',
    );
  }),
);
