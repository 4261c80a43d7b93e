import { describe, expect, test } from 'vitest';
import { changedTags } from '../../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { Tag } from '../../../functions/contract.ts';
import { listedRenewals } from '../../../functions/sweep/listed-renewals.ts';
import { isInShard } from '../../../functions/sweep/shard.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';

const HOST = 'https://acme.alationcloud.com';
const sweepOfAll = { only: [] };

/** An integration whose refresh token `b` is due for renewal. */
const due = (changes: Partial<IntegrationState> = {}) =>
  integrationState({
    renews: true,
    credentials: [
      credentialState(),
      credentialState({ name: 'b', storedAt: NOW - 40 * DAY_MS, expiresAt: NOW + 20 * DAY_MS }),
    ],
    ...changes,
  });
/** An integration whose refresh tokens are too young for a renewal. */
const young = (changes: Partial<IntegrationState> = {}) =>
  due({
    credentials: [credentialState(), credentialState({ name: 'b', expiresAt: NOW + 40 * DAY_MS })],
    ...changes,
  });
const harmful = renewalState({ phase: 'harmful', at: NOW - 9 * DAY_MS });

/** What the listing shows about renewals to the last of these integrations. */
function renewalsOfLast(...listed: readonly (readonly [string, IntegrationState])[]) {
  const renewals = listedRenewals(sweepOfAll, NOW);
  for (const [integration, state] of listed) renewals.add(integration, state);
  return renewals.of({ integration: listed.at(-1)?.[0] ?? '', host: HOST });
}

test.each([
  ['has a refresh token that is due', due(), true],
  ['with only young refresh tokens has none that is due', young(), false],
  ['with renewal off has no refresh token that is due', due({ renews: undefined }), false],
])('an integration %s', (_, state, expected) => {
  expect(listedRenewals(sweepOfAll, NOW).add('a', state)).toBe(expected);
});

const failing = { state: 'failing', code: 'AlationUnavailable', since: NOW } as const;

test.each([
  ['waits for an earlier integration with a due refresh token', due(), 'waits'],
  ['does not wait for an integration without a due refresh token', young(), 'first'],
  ['does not wait for an integration whose rotation fails', due({ status: failing }), 'first'],
  ['does not wait for an integration without a status', due({ status: undefined }), 'first'],
  ['does not wait for an integration with renewal off', due({ renews: undefined }), 'first'],
  [
    'does not wait for an integration at another host',
    due({ baseUrl: 'https://other.alationcloud.com' }),
    'first',
  ],
  ['does not wait for an integration whose host is unknown', due({ baseUrl: undefined }), 'first'],
  ['renews nothing after a harmful renewal of another integration', young({ renewal: harmful }), 'harmful'],
  [
    'renews nothing after a harmful renewal of another integration, even if renewal is off there now',
    young({ renewal: harmful, renews: undefined }),
    'harmful',
  ],
])('an integration %s', (_, other, expected) => {
  expect(renewalsOfLast(['a', other], ['b', due()])).toBe(expected);
});

test('for an integration whose host is unknown nothing is known about the renewals at its host', () => {
  const renewals = listedRenewals(sweepOfAll, NOW);
  renewals.add('a', due({ baseUrl: undefined }));
  expect(renewals.of({ integration: 'a' })).toBeUndefined();
});

test('in a sweep of named integrations nothing is known about the renewals at a host, because the other integrations are not listed', () => {
  const renewals = listedRenewals({ only: ['a'] }, NOW);
  renewals.add('a', due());
  expect(renewals.of({ integration: 'a', host: HOST })).toBeUndefined();
});

/** The integration as the listing shows it. */
const listed = (integration: string, state: IntegrationState) => ({
  integration,
  credentialsVersionId: undefined,
  tags: { ...changedTags(state, {}), ...(state.renews === true ? { [Tag.renews]: 'true' } : {}) },
});

describe('a page of the listing', () => {
  const shard = { shard: 0, of: 2 };
  const names = Array.from({ length: 20 }, (_, index) => `bi-${index}`);
  const own = names.find((name) => isInShard(name, shard)) ?? '';
  const other = names.find((name) => !isInShard(name, shard)) ?? '';

  /** What a page with this integration shows about renewals to an integration that was not listed. */
  function renewalsAfter(integration: string, state: IntegrationState, request: object = { shard }) {
    const renewals = listedRenewals({ only: [], ...request }, NOW);
    renewals.addOthers([listed(integration, state)]);
    return renewals.of({ integration: 'another', host: HOST });
  }

  test.each([
    ['another shard counts', other, due(), 'waits'],
    [
      'another shard with renewal off counts if it renewed before',
      other,
      young({ renews: undefined, renewal: harmful }),
      'harmful',
    ],
    ['another shard does not count without a due refresh token', other, young(), 'first'],
    ['the same shard does not count, because the sweep itself adds it', own, due(), 'first'],
  ])('in a sweep of one shard an integration of %s', (_, integration, state, expected) => {
    expect(renewalsAfter(integration, state)).toBe(expected);
  });

  test('in a sweep without shards a page adds no integration, because the sweep itself adds each integration', () => {
    expect(renewalsAfter(other, due(), {})).toBe('first');
  });
});
