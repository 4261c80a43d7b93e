import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type Filter,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, outcomeTests, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const list = (request: ListSecretsCommandInput) => secretsManager.send(new ListSecretsCommand(request));

/** Creates secrets `<prefix>/<name>` with these tags, one after the other. */
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

/** The names under a prefix that match the filters, without the prefix. */
async function namesUnder(prefix: string, ...filters: Filter[]): Promise<string[]> {
  const { SecretList = [] } = await list({ Filters: [{ Key: 'name', Values: [`${prefix}/`] }, ...filters] });
  return SecretList.map(({ Name = '' }) => Name.slice(prefix.length + 1)).toSorted();
}

contractTest('the filter by name matches a prefix and is case-sensitive', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { 'loader/a': {}, 'Loader/b': {}, 'other/loader': {} });
  expect(await namesUnder(prefix)).toEqual(['Loader/b', 'loader/a', 'other/loader']);
  expect(await namesUnder(`${prefix}/loader`)).toEqual(['a']);
});

contractTest('the filters by tag match a prefix of any key and of any value', async () => {
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
});

contractTest('a secret matches a filter if it matches one value of the filter', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { a: { stage: 'one' }, b: { stage: 'two' }, c: { stage: 'three' } });
  expect(await namesUnder(prefix, { Key: 'tag-value', Values: ['one', 'three'] })).toEqual(['a', 'c']);
});

contractTest('a filter value that begins with ! excludes the matching secrets', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { a: { stage: 'one' }, b: { stage: 'two' } });
  expect(await namesUnder(prefix, { Key: 'tag-value', Values: ['!one'] })).toEqual(['b']);
});

contractTest('the filter `all` finds words and ignores their case', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { a: { owner: 'Platform' }, b: { owner: 'data' } });
  expect(await namesUnder(prefix, { Key: 'all', Values: ['platform'] })).toEqual(['a']);
});

contractTest('pages are complete and do not overlap, and the last page has no token', async () => {
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
});

contractTest('a full last page has no token', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { a: {}, b: {} });
  const { SecretList, NextToken } = await list({
    MaxResults: 2,
    Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
  });
  expect(SecretList).toHaveLength(2);
  expect(NextToken).toBeUndefined();
});

contractTest('an entry of ListSecrets has labels and no value', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  const { SecretList } = await list({ Filters: [{ Key: 'name', Values: [name] }] });
  expect(SecretList).toHaveLength(1);
  expect(SecretList?.[0]).toMatchObject({
    Name: name,
    SecretVersionsToStages: { [versions[1]]: ['AWSCURRENT'], [versions[0]]: ['AWSPREVIOUS'] },
  });
  expect(JSON.stringify(SecretList)).not.toContain('SecretString');
});

contractTest('an entry of ListSecrets omits versions without a label', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two', 'three');
  const { SecretList } = await list({ Filters: [{ Key: 'name', Values: [name] }] });
  expect(SecretList?.[0]?.SecretVersionsToStages).toEqual({
    [versions[2]]: ['AWSCURRENT'],
    [versions[1]]: ['AWSPREVIOUS'],
  });
});

contractTest('secrets scheduled for deletion are listed only with IncludePlannedDeletion', async () => {
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
});

contractTest('secrets can be sorted by name and in descending order', async () => {
  const prefix = uniqueName();
  await secretsUnder(prefix, { b: {}, c: {}, a: {} });
  const { SecretList } = await list({
    SortBy: 'name',
    SortOrder: 'desc',
    Filters: [{ Key: 'name', Values: [`${prefix}/`] }],
  });
  expect(SecretList?.map(({ Name }) => Name?.at(-1))).toEqual(['c', 'b', 'a']);
});

outcomeTests([
  [
    'MaxResults of ListSecrets is 1 to 100',
    [() => list({ MaxResults: 0 }), 'ValidationException'],
    [() => list({ MaxResults: 1 }), 'none'],
    [() => list({ MaxResults: 100 }), 'none'],
    [() => list({ MaxResults: 101 }), 'ValidationException'],
  ],
  ['an unknown NextToken is refused', [() => list({ NextToken: 'unknown' }), 'InvalidNextTokenException']],
  [
    'an unknown filter is refused',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a caller without types can send it
    [() => list({ Filters: [{ Key: 'tag' as 'tag-key', Values: ['a'] }] }), 'ValidationException'],
  ],
]);
