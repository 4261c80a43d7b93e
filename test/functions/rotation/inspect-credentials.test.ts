import { expect, test } from 'vitest';
import { inspectCredentials } from '../../../functions/rotation/inspect-credentials.ts';
import { NOW } from './state-fixture.ts';
import { BASE_URL, client, failure, key, rotationBench } from './facts-fixture.ts';

const LATER = NOW + 1;
const active = { state: 'active', expiresAt: NOW } as const;

test('every refresh token is asked about, and no OAuth client', async () => {
  const { deps, calls } = rotationBench({ inspect: [active, { state: 'refused' }] });
  const found = await inspectCredentials(deps, BASE_URL, [key('a'), client('b'), key('c')], LATER);
  expect(calls).toEqual(['inspect a', 'inspect c']);
  expect([...found]).toEqual([
    ['a', active],
    ['c', { state: 'refused' }],
  ]);
});

test.each(['AlationUnavailable', 'AlationThrottled'] as const)(
  'when Alation answers about one with %s the next ones are left out',
  async (code) => {
    const { deps, calls } = rotationBench({ inspect: [active, failure(code)] });
    const found = await inspectCredentials(deps, BASE_URL, [key('a'), key('b'), key('c')], LATER);
    expect(calls).toEqual(['inspect a', 'inspect b']);
    expect([...found.keys()]).toEqual(['a']);
  },
);

test('one that Alation refuses to answer about does not hide the others', async () => {
  const { deps } = rotationBench({ inspect: [failure('AlationForbidden'), active] });
  const found = await inspectCredentials(deps, BASE_URL, [key('a'), key('b')], LATER);
  expect([...found]).toEqual([['b', active]]);
});

test('nothing is asked any more when the time is up', async () => {
  const { deps, calls } = rotationBench({});
  expect([...(await inspectCredentials(deps, BASE_URL, [key('a')], NOW))]).toEqual([]);
  expect(calls).toEqual([]);
});

test('a defect is no answer of Alation', async () => {
  const { deps } = rotationBench({ inspect: [new TypeError('a defect')] });
  await expect(inspectCredentials(deps, BASE_URL, [key('a')], LATER)).rejects.toThrow(TypeError);
});
