import {
  BatchGetSecretValueCommand,
  type BatchGetSecretValueCommandInput,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const batch = (request: BatchGetSecretValueCommandInput) =>
  secretsManager.send(new BatchGetSecretValueCommand(request));

test(
  'values under AWSCURRENT are read in one call, by name and by ARN',
  contract(async () => {
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
  }),
);

test(
  'a secret that is not there is named among the errors, and the others are read',
  contract(async () => {
    const [there, missing] = [await secretWith(secretsManager, 'one'), uniqueName()];
    const { SecretValues = [], Errors = [] } = await batch({ SecretIdList: [missing, there.name] });
    expect(SecretValues.map(({ Name }) => Name)).toEqual([there.name]);
    expect(Errors).toMatchObject([{ SecretId: missing, ErrorCode: 'ResourceNotFoundException' }]);
  }),
);

test(
  'a secret scheduled for deletion is named among the errors',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
    const { Errors = [] } = await batch({ SecretIdList: [name] });
    expect(Errors).toMatchObject([{ SecretId: name, ErrorCode: 'InvalidRequestException' }]);
  }),
);

test(
  'a secret without a value is listed under Errors',
  contract(async () => {
    const [there, empty] = [await secretWith(secretsManager, 'one'), await secretWith(secretsManager)];
    const outcome = await batch({ SecretIdList: [there.name, empty.name] }).catch(() => undefined);
    expect(outcome?.SecretValues?.map(({ Name }) => Name)).toEqual([there.name]);
    expect(outcome?.Errors).toMatchObject([{ SecretId: empty.name, ErrorCode: 'ResourceNotFoundException' }]);
  }),
);

test(
  '20 secrets are read at once',
  contract(async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => secretWith(secretsManager, 'one')));
    const { SecretValues } = await batch({ SecretIdList: secrets.map(({ name }) => name) });
    expect(SecretValues).toHaveLength(20);
  }),
);

test(
  'more than 20 secrets are refused',
  contract(async () => {
    const names = Array.from({ length: 21 }, () => uniqueName());
    expect(await errorName(batch({ SecretIdList: names }))).toBe('ValidationException');
  }),
);

test(
  'secrets are found by filters, in pages',
  contract(async () => {
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
  }),
);

test(
  'a request with a filter returns at most 20 values a page',
  contract(async () => {
    const prefix = uniqueName();
    await Promise.all(
      Array.from({ length: 21 }, (_, index) =>
        secretsManager.send(new CreateSecretCommand({ Name: `${prefix}/${index}`, SecretString: 'one' })),
      ),
    );
    const { SecretValues } = await batch({ Filters: [{ Key: 'name', Values: [`${prefix}/`] }] });
    expect(SecretValues).toHaveLength(20);
  }),
);

test(
  'secrets are named or filtered, not both',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    const both = batch({ SecretIdList: [name], Filters: [{ Key: 'name', Values: [name] }] });
    expect(await errorName(both)).toBe('InvalidParameterException');
  }),
);

test(
  'a page length needs filters',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    expect(await errorName(batch({ SecretIdList: [name], MaxResults: 2 }))).toBe('InvalidParameterException');
  }),
);

test(
  'a request without names and filters is refused',
  contract(async () => {
    expect(await errorName(batch({}))).toBe('InvalidParameterException');
  }),
);
