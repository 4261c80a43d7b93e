import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, type Outcome, outcomeTests, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';
import { DAY_MS } from '../../../functions/time.ts';

const { secretsManager } = await connectToPeer();

/** Whole days from now to a date. */
const daysTo = (date: Date | undefined) => Math.round(((date?.getTime() ?? 0) - Date.now()) / DAY_MS);

const remove = (
  SecretId: string,
  options: Omit<ConstructorParameters<typeof DeleteSecretCommand>[0], 'SecretId'> = {},
) => secretsManager.send(new DeleteSecretCommand({ SecretId, ...options }));

contractTest('a deletion is scheduled in 30 days or in the given number of days', async () => {
  const [usual, soon] = [await secretWith(secretsManager, 'one'), await secretWith(secretsManager, 'one')];
  expect(daysTo((await remove(usual.name)).DeletionDate)).toBe(30);
  expect(daysTo((await remove(soon.name, { RecoveryWindowInDays: 7 })).DeletionDate)).toBe(7);
});

contractTest('a secret scheduled for deletion can be described', async () => {
  const { name } = await secretWith(secretsManager, 'one');
  await remove(name);
  const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  expect(described.DeletedDate).toBeInstanceOf(Date);
});

contractTest('a restored secret has its value and its labels', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  await remove(name);
  await secretsManager.send(new RestoreSecretCommand({ SecretId: name }));
  expect(await currentValue(secretsManager, name)).toBe('two');
  expect(await labelsOf(secretsManager, name)).toEqual({
    AWSCURRENT: versions[1],
    AWSPREVIOUS: versions[0],
  });
  const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  expect(described.DeletedDate).toBeUndefined();
});

/** Schedules the deletion of a secret with a value, and then makes the call. */
const afterDeletion =
  (options: Parameters<typeof remove>[1], call: (name: string) => Promise<unknown>) => async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await remove(name, options);
    return call(name);
  };
const FORCED = { ForceDeleteWithoutRecovery: true };
const read = (SecretId: string) => secretsManager.send(new GetSecretValueCommand({ SecretId }));
const restore = (SecretId: string) => secretsManager.send(new RestoreSecretCommand({ SecretId }));
const refusedWindow = (options: Parameters<typeof remove>[1]): Outcome => [
  async () => remove((await secretWith(secretsManager, 'one')).name, options),
  'InvalidParameterException',
];

outcomeTests([
  ['a secret scheduled for deletion cannot be read', [afterDeletion({}, read), 'InvalidRequestException']],
  [
    'a secret scheduled for deletion accepts no value',
    [
      afterDeletion({}, (SecretId) =>
        secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' })),
      ),
      'InvalidRequestException',
    ],
  ],
  [
    'a secret cannot be scheduled for deletion twice',
    [afterDeletion({}, (name) => remove(name)), 'InvalidRequestException'],
  ],
  [
    'a recovery window has 7 to 30 days and cannot be combined with a forced deletion',
    refusedWindow({ RecoveryWindowInDays: 6 }),
    refusedWindow({ RecoveryWindowInDays: 31 }),
    refusedWindow({ RecoveryWindowInDays: 7, ...FORCED }),
    [
      async () => {
        const { name } = await secretWith(secretsManager, 'one');
        await remove(name, { RecoveryWindowInDays: 6 }).catch(() => undefined);
        return read(name);
      },
      'none',
    ],
  ],
  [
    'a secret cannot be restored after a forced deletion',
    [afterDeletion(FORCED, read), 'ResourceNotFoundException'],
    [afterDeletion(FORCED, restore), 'ResourceNotFoundException'],
  ],
  [
    'deleting an unknown secret succeeds only when it is forced',
    [() => remove(uniqueName()), 'ResourceNotFoundException'],
    [() => remove(uniqueName(), FORCED), 'none'],
  ],
]);
