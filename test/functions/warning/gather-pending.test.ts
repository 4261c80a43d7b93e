import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { formatContest } from '../../../functions/integration/contest.ts';
import { changedTags } from '../../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { gatherAll, gatherNamed } from '../../../functions/warning/gather-pending.ts';
import type { GatherDependencies } from '../../../functions/warning/gather-pending.ts';
import { rotationWorld } from '../../support/rotation-world.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { HOUR_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { expiringIn, inState, policy } from './notifier.ts';

test('the daily run counts contested integrations, but no paused integration and none after a single finding of an inactive access token', async () => {
  const { clock, store, rotator } = rotationWorld();
  clock.moveBy(NOW - clock.now());
  const found = { credential: 'default', inactiveAt: NOW - HOUR_MS };
  const contested = formatContest({ ...found, since: NOW - HOUR_MS });
  const tags = {
    well: {},
    'well-too': {},
    'found-once': { [Tag.contested]: formatContest(found) },
    contested: { [Tag.contested]: contested },
    'contested-too': { [Tag.contested]: contested },
    paused: { [Tag.contested]: contested, [Tag.paused]: 'true' },
  };
  for (const [name, ofOne] of Object.entries(tags)) {
    store.addIntegration(name);
    await store.writeTags(name, ofOne);
  }
  const { log } = rotator();
  const gathered = await gatherAll({ store, clock, log, policy, isAllowedBaseUrl: () => true }, undefined);
  expect(gathered).toMatchObject({ integrations: 6, contested: 2 });
});

/** The dependencies of `gatherAll` and `gatherNamed`, for integrations with these names and states. */
async function gatheringOf(
  states: Readonly<Record<string, IntegrationState>>,
  isAllowedBaseUrl: (baseUrl: string) => boolean = () => true,
): Promise<GatherDependencies> {
  const { clock, store, rotator } = rotationWorld();
  clock.moveBy(NOW - clock.now());
  for (const [name, state] of Object.entries(states)) {
    store.addIntegration(name, state.owner);
    await store.writeTags(name, {
      ...changedTags(state, {}),
      ...(state.renews === true ? { [Tag.renews]: 'true' } : {}),
    });
  }
  return { store, clock, log: rotator().log, policy, isAllowedBaseUrl };
}

test('a run over named integrations finds only urgent notifications, and leaves the others to the daily run', async () => {
  const states = { urgent: expiringIn(1), 'not-urgent': expiringIn(20) };
  const gathering = await gatheringOf(states);
  expect([...(await gatherNamed(gathering, ['urgent', 'not-urgent'])).pending.keys()]).toEqual(['urgent']);
  const daily = await gatherAll(gathering, undefined);
  expect([...daily.pending.keys()]).toEqual(['urgent', 'not-urgent']);
});

test.each([
  { kind: 'monthly', owners: ['team-a', 'team-b'] },
  { kind: 'weekly', owners: ['team-b'] },
  { kind: undefined, owners: [] },
] as const)(
  'the daily run with the summary $kind has summaries for the owners $owners',
  async ({ kind, owners }) => {
    const gathering = await gatheringOf({
      well: integrationState({ owner: 'team-a' }),
      // No stage (30 and 1 days) warned within the last week.
      soon: { ...expiringIn(10), owner: 'team-b' },
    });
    const gathered = await gatherAll({ ...gathering, policy: { ...policy, warningDays: [30, 1] } }, kind);
    expect(gathered.summaries.map(({ owner }) => owner)).toEqual(owners);
    expect(gathered.listingFailure).toBeUndefined();
  },
);

test('the daily run counts the integrations whose refresh token was renewed', async () => {
  const renewal = renewalState({ at: NOW - HOUR_MS });
  const gathering = await gatheringOf({
    renewed: integrationState({ renews: true, renewal }),
    other: integrationState(),
  });
  expect((await gatherAll(gathering, undefined)).renewals).toEqual({ renewed: 1, failed: 0 });
});

test('alerts link only to an allowed Alation', async () => {
  const states = {
    allowed: inState('failing'),
    foreign: inState('failing', { baseUrl: 'https://example.com' }),
    unknown: inState('failing', { baseUrl: undefined }),
  };
  const gathering = await gatheringOf(states, (baseUrl) => baseUrl.endsWith('.alationcloud.com'));
  const { pending } = await gatherAll(gathering, undefined);
  expect([...pending.values()].map(({ about }) => [about.integration, about.baseUrl])).toEqual([
    ['allowed', 'https://acme.alationcloud.com'],
    ['foreign', undefined],
    ['unknown', undefined],
  ]);
});
