import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type Filter,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const list = (request: ListSecretsCommandInput) => secretsManager.send(new ListSecretsCommand(request));

/** Makes `<prefix>/<name>` with these tags, one after the other. */
async function secretsUnder(
  prefix: string,
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  for (const [name, tags] of Object.entries(secrets)) {
    await secretsManager.send(
      new CreateSecretCommand({
        Name: `${prefix}/${name}`,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  }
}

/** Ends of the names under a prefix that the filters let through. */
async function namesUnder(prefix: string, ...filters: Filter[]): Promise<string[]> {
  const { SecretList = [] } = await list({ Filters: [{ Key: 'name', Values: [`${prefix}/`] }, ...filters] });
  return SecretList.map(({ Name = '' }) => Name.slice(prefix.length + 1)).toSorted();
}

test(
  'the filter by name matches the beginning, case-sensitively',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { 'loader/a': {}, 'Loader/b': {}, 'other/loader': {} });
    expect(await namesUnder(prefix)).toEqual(['Loader/b', 'loader/a', 'other/loader']);
    expect(await namesUnder(`${prefix}/loader`)).toEqual(['a']);
  }),
);

test(
  'the filters by tag match the beginning of any key and of any value',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, {
      a: { 'rotator:role': 'credentials' },
      b: { 'rotator:role': 'access-token' },
      c: { 'rotator:other': 'x', unrelated: 'credentials' },
      d: {},
    });
    expect(await namesUnder(prefix, { Key: 'tag-key', Values: ['rotator:role'] })).toEqual(['a', 'b']);
    expect(await namesUnder(prefix, { Key: 'tag-key', Values: ['rotator:'] })).toEqual(['a', 'b', 'c']);
    expect(await namesUnder(prefix, { Key: 'tag-value', Values: ['cred'] })).toEqual(['a', 'c']);
    expect(
      await namesUnder(
        prefix,
        { Key: 'tag-key', Values: ['rotator:'] },
        { Key: 'tag-value', Values: ['credentials'] },
      ),
    ).toEqual(['a', 'c']);
  }),
);

test(
  'any of the values of one filter is enough',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { a: { stage: 'one' }, b: { stage: 'two' }, c: { stage: 'three' } });
    expect(await namesUnder(prefix, { Key: 'tag-value', Values: ['one', 'three'] })).toEqual(['a', 'c']);
  }),
);

test(
  'a value that begins with ! is one that must not match',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { a: { stage: 'one' }, b: { stage: 'two' } });
    expect(await namesUnder(prefix, { Key: 'tag-value', Values: ['!one'] })).toEqual(['b']);
  }),
);

test(
  'the filter over everything finds words, in any case',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { a: { owner: 'Platform' }, b: { owner: 'data' } });
    expect(await namesUnder(prefix, { Key: 'all', Values: ['platform'] })).toEqual(['a']);
  }),
);

test(
  'pages leave nothing out and repeat nothing, and the last has no token',
  contract(async () => {
    const prefix = uniqueName();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await secretsUnder(prefix, Object.fromEntries(names.map((name) => [name, {}])));
    const pages: (readonly SecretListEntry[])[] = [];
    let token: string | undefined;
    do {
      const { SecretList = [], NextToken } = await list({
        MaxResults: 3,
        NextToken: token,
        Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
      });
      pages.push(SecretList);
      token = NextToken;
    } while (token !== undefined);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ Name }) => Name?.slice(prefix.length + 1))).toEqual(names);
  }),
);

test(
  'a full last page has no token',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { a: {}, b: {} });
    const { SecretList, NextToken } = await list({
      MaxResults: 2,
      Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
    });
    expect(SecretList).toHaveLength(2);
    expect(NextToken).toBeUndefined();
  }),
);

test(
  'an entry tells tags and labels, and no value',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    const { SecretList } = await list({ Filters: [{ Key: 'name', Values: [name] }] });
    expect(SecretList).toHaveLength(1);
    expect(SecretList?.[0]).toMatchObject({
      Name: name,
      SecretVersionsToStages: { [versions[1]]: ['AWSCURRENT'], [versions[0]]: ['AWSPREVIOUS'] },
    });
    expect(JSON.stringify(SecretList)).not.toContain('SecretString');
  }),
);

test(
  'a list entry leaves out versions without a label',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
    const { SecretList } = await list({ Filters: [{ Key: 'name', Values: [name] }] });
    expect(SecretList?.[0]?.SecretVersionsToStages).toEqual({
      [versions[2]]: ['AWSCURRENT'],
      [versions[1]]: ['AWSPREVIOUS'],
    });
  }),
);

test(
  'secrets scheduled for deletion are listed on request only',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { a: {}, b: {} });
    await secretsManager.send(new DeleteSecretCommand({ SecretId: `${prefix}/a` }));
    expect(await namesUnder(prefix)).toEqual(['b']);
    const { SecretList } = await list({
      IncludePlannedDeletion: true,
      Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
    });
    expect(SecretList).toHaveLength(2);
    expect(SecretList?.find(({ Name }) => Name === `${prefix}/a`)?.DeletedDate).toBeInstanceOf(Date);
  }),
);

test(
  'secrets are sorted by name, in descending order on request',
  contract(async () => {
    const prefix = uniqueName();
    await secretsUnder(prefix, { b: {}, c: {}, a: {} });
    const { SecretList } = await list({
      SortBy: 'name',
      SortOrder: 'desc',
      Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
    });
    expect(SecretList?.map(({ Name }) => Name?.at(-1))).toEqual(['c', 'b', 'a']);
  }),
);

test(
  'a page has 1 to 100 secrets',
  contract(async () => {
    const outcomes = await Promise.all([0, 1, 100, 101].map((MaxResults) => errorName(list({ MaxResults }))));
    expect(outcomes).toEqual(['ValidationException', 'none', 'none', 'ValidationException']);
  }),
);

test(
  'a NextToken that AWS never returned is refused',
  contract(async () => {
    expect(await errorName(list({ NextToken: 'no-token-of-theirs' }))).toBe('InvalidNextTokenException');
  }),
);

test(
  'an unknown filter is refused',
  contract(async () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types can send
    const key = 'tag' as 'tag-key';
    expect(await errorName(list({ Filters: [{ Key: key, Values: ['a'] }] }))).toBe('ValidationException');
  }),
);
