import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';
import { DAY_MS } from '../../../functions/time.ts';

const { secretsManager } = await connectToPeer();

/** Days from now. */
const daysTo = (date: Date | undefined) => Math.round(((date?.getTime() ?? 0) - Date.now()) / DAY_MS);

const remove = (
  SecretId: string,
  options: Omit<ConstructorParameters<typeof DeleteSecretCommand>[0], 'SecretId'> = {},
) => secretsManager.send(new DeleteSecretCommand({ SecretId, ...options }));

test(
  'a deletion is scheduled for 30 days later, or as many as were asked for',
  contract(async () => {
    const [usual, soon] = [await secretWith(secretsManager, 'one'), await secretWith(secretsManager, 'one')];
    expect(daysTo((await remove(usual.name)).DeletionDate)).toBe(30);
    expect(daysTo((await remove(soon.name, { RecoveryWindowInDays: 7 })).DeletionDate)).toBe(7);
  }),
);

test(
  'a secret scheduled for deletion is described but not read',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await remove(name);
    expect(await errorName(secretsManager.send(new GetSecretValueCommand({ SecretId: name })))).toBe(
      'InvalidRequestException',
    );
    const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described.DeletedDate).toBeInstanceOf(Date);
  }),
);

test(
  'a secret scheduled for deletion accepts no value',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await remove(name);
    const put = secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'two' }));
    expect(await errorName(put)).toBe('InvalidRequestException');
  }),
);

test(
  'a restored secret is as it was',
  contract(async () => {
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
  }),
);

test(
  'a secret is scheduled for deletion once',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await remove(name);
    expect(await errorName(remove(name))).toBe('InvalidRequestException');
  }),
);

test(
  'a recovery window has 7 to 30 days and does not go with a forced deletion',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    expect(await errorName(remove(name, { RecoveryWindowInDays: 6 }))).toBe('InvalidParameterException');
    expect(await errorName(remove(name, { RecoveryWindowInDays: 31 }))).toBe('InvalidParameterException');
    expect(await errorName(remove(name, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }))).toBe(
      'InvalidParameterException',
    );
    expect(await currentValue(secretsManager, name)).toBe('one');
  }),
);

test(
  'a forced deletion cannot be undone',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await remove(name, { ForceDeleteWithoutRecovery: true });
    expect(await errorName(secretsManager.send(new GetSecretValueCommand({ SecretId: name })))).toBe(
      'ResourceNotFoundException',
    );
    expect(await errorName(secretsManager.send(new RestoreSecretCommand({ SecretId: name })))).toBe(
      'ResourceNotFoundException',
    );
  }),
);

test(
  'only a forced deletion of a secret that is not there succeeds',
  contract(async () => {
    expect(await errorName(remove(uniqueName()))).toBe('ResourceNotFoundException');
    expect(await errorName(remove(uniqueName(), { ForceDeleteWithoutRecovery: true }))).toBe('none');
  }),
);
