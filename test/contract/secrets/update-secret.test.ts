import { randomUUID } from 'node:crypto';
import { DescribeSecretCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

test(
  'an update with a value makes a version under AWSCURRENT',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    const token = randomUUID();
    const updated = await secretsManager.send(
      new UpdateSecretCommand({ SecretId: name, ClientRequestToken: token, SecretString: 'two' }),
    );
    expect(updated.VersionId).toBe(token);
    expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: token, AWSPREVIOUS: versions[0] });
  }),
);

test(
  'an update without a value makes no version',
  contract(async () => {
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
  }),
);

test(
  'an update of the value keeps the description and the tags',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await secretsManager.send(new UpdateSecretCommand({ SecretId: name, Description: 'for the loader' }));
    await secretsManager.send(new UpdateSecretCommand({ SecretId: name, SecretString: 'two' }));
    const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described.Description).toBe('for the loader');
    expect(await currentValue(secretsManager, name)).toBe('two');
  }),
);

test(
  'an update with the token of another value is refused',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    const update = secretsManager.send(
      new UpdateSecretCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'two' }),
    );
    expect(await errorName(update)).toBe('ResourceExistsException');
  }),
);

test(
  'an update with the ClientRequestToken of a version is refused, even with the same value',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    const update = secretsManager.send(
      new UpdateSecretCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'one' }),
    );
    expect(await errorName(update)).toBe('ResourceExistsException');
  }),
);

test(
  'an update needs a secret that is there',
  contract(async () => {
    const update = secretsManager.send(new UpdateSecretCommand({ SecretId: uniqueName(), Description: 'x' }));
    expect(await errorName(update)).toBe('ResourceNotFoundException');
  }),
);
