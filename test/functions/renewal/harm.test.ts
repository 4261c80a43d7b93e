import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { harmOf, isLaterExpiry } from '../../../functions/renewal/harm.ts';
import { START } from '../../support/rotation-world.ts';
import { renewalBench } from './renewal-bench.ts';
import type { RenewalBench } from './renewal-bench.ts';

const LATER = Infinity;

/** Why the renewal of `b` was harmful. */
const harm = ({ deps, facts }: RenewalBench, expiresAt: number | undefined, isFirst = true) =>
  harmOf(deps, facts, 'b', expiresAt, isFirst);

test.each<[string, string | false, (bench: RenewalBench) => void]>([
  ['no other token', false, () => {}],
  [
    'the published access token',
    'AccessTokenEnded',
    ({ world, a }) => world.alation.revokeAccessTokens(a.refreshToken.reveal()),
  ],
  [
    'the other refresh token',
    'RefreshTokenEnded',
    ({ world, a }) => world.alation.revoke(a.refreshToken.reveal()),
  ],
  ['the old refresh token', false, ({ world, b }) => world.alation.revoke(b.refreshToken.reveal())],
])('the harm of a first renewal that revoked %s is %s', async (_, expected, revoke) => {
  const bench = await renewalBench();
  revoke(bench);
  expect(await harm(bench, LATER)).toBe(expected);
});

test('the search for harm skips OAuth clients', async () => {
  const bench = await renewalBench();
  const { facts, a, b } = bench;
  const client = {
    kind: 'oauth-client',
    name: 'c',
    clientId: 'client-1',
    clientSecret: new Sensitive('client-secret'),
  } as const;
  const credentials = { ...facts.credentials, credentials: [a, b, client] };
  expect(await harm({ ...bench, facts: { ...facts, credentials } }, LATER)).toBe(false);
  expect(bench.calls).toEqual(['verify', 'inspect']);
});

test('a later renewal verifies no other token', async () => {
  const bench = await renewalBench();
  bench.world.alation.revoke(bench.a.refreshToken.reveal());
  expect(await harm(bench, LATER, false)).toBeUndefined();
  expect(bench.calls).toEqual([]);
});

test.each([true, false])(
  'a new refresh token that does not expire later counts as harm (first renewal of the host: %s)',
  async (isFirst) => {
    const bench = await renewalBench();
    expect(await harm(bench, bench.facts.expiresAt, isFirst)).toBe('NotExtended');
  },
);

test.each(['verify', 'inspect'])(
  'without an answer to %s it is unknown whether a renewal was harmful',
  async (lost) => {
    const bench = await renewalBench(
      {},
      {
        before: ({ operation }) => {
          if (operation === lost) throw new RotationError('AlationUnavailable', 'injected');
        },
      },
    );
    expect(await harm(bench, undefined)).toBeUndefined();
    expect(bench.calls).toEqual(['verify', 'inspect']);
  },
);

test('an expiry is later only if it is more than ten seconds later', () => {
  expect([10_000, 10_001].map((ms) => isLaterExpiry(START, START + ms))).toEqual([false, true]);
});
