import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { currentValue, labelsOf, secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

test(
  'the first version gets AWSCURRENT, whatever labels were asked for',
  contract(async () => {
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
  }),
);

test(
  'a new version takes AWSCURRENT, and AWSPREVIOUS follows to the one before',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[2],
      AWSPREVIOUS: versions[1],
    });
    expect(await currentValue(secretsManager, name)).toBe('three');
  }),
);

test(
  'a version without a label can still be read by its id',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    const read = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: name, VersionId: versions[0] }),
    );
    expect(read).toMatchObject({ VersionId: versions[0], SecretString: 'one' });
  }),
);

test(
  'putting the same value under the same token again succeeds and changes nothing',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    const again = await secretsManager.send(
      new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'one' }),
    );
    expect(again).toMatchObject({ VersionId: versions[0], VersionStages: ['AWSCURRENT'] });
    expect(await labelsOf(secretsManager, name)).toEqual({ AWSCURRENT: versions[0] });
  }),
);

test(
  'a repeated put does not take AWSCURRENT back from a newer version',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    await secretsManager.send(
      new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'one' }),
    );
    expect(await labelsOf(secretsManager, name)).toEqual({
      AWSCURRENT: versions[1],
      AWSPREVIOUS: versions[0],
    });
  }),
);

test(
  'another value under a token in use is refused, and the value stays',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one');
    const other = secretsManager.send(
      new PutSecretValueCommand({ SecretId: name, ClientRequestToken: versions[0], SecretString: 'two' }),
    );
    expect(await errorName(other)).toBe('ResourceExistsException');
    expect(await currentValue(secretsManager, name)).toBe('one');
  }),
);

test(
  'the SDK makes a token of its own when none is given',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = await secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'one' }));
    expect(put.VersionId).toMatch(/^[0-9a-f-]{36}$/);
  }),
);

test(
  'a version with other labels leaves AWSCURRENT where it is',
  contract(async () => {
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
  }),
);

test(
  'a put needs a value and a secret that is there',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const token = randomUUID();
    expect(
      await errorName(
        secretsManager.send(new PutSecretValueCommand({ SecretId: name, ClientRequestToken: token })),
      ),
    ).toBe('InvalidRequestException');
    expect(
      await errorName(
        secretsManager.send(new PutSecretValueCommand({ SecretId: uniqueName(), SecretString: 'one' })),
      ),
    ).toBe('ResourceNotFoundException');
  }),
);

test(
  'versions without a label are listed only on request',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    const idsOf = async (IncludeDeprecated: boolean) => {
      const { Versions } = await secretsManager.send(
        new ListSecretVersionIdsCommand({ SecretId: name, IncludeDeprecated }),
      );
      return new Set(Versions?.map(({ VersionId }) => VersionId));
    };
    expect(await idsOf(false)).toEqual(new Set([versions[1], versions[2]]));
    expect(await idsOf(true)).toEqual(new Set(versions));
  }),
);
