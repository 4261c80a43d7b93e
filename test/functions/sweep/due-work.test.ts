import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { dueWork } from '../../../functions/sweep/due-work.ts';
import {
  accessTokenState,
  HOUR_MS,
  INTEGRATION,
  MINUTE_MS,
  NOW,
  OLDER_VERSION,
  PROBE_AT,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';

const listed = { integration: INTEGRATION, credentialsVersionId: VERSION, tags: {} };
const workOf = (state: Partial<IntegrationState>, requestedAt?: number, scheduledAt = NOW) =>
  dueWork(listed, integrationState(state), { requestedAt, scheduledAt }, NOW, defaultPolicy);

test('a fresh integration has no due work', () => {
  expect(workOf({})).toBeUndefined();
});

const issued = (hoursAgo: number, changes = {}) =>
  accessTokenState({ issuedAt: NOW - hoursAgo * HOUR_MS, ...changes });

test('the integration whose consumers fail first is the most urgent', () => {
  const inOrder = [
    { sentence: 'no access token', work: workOf({ accessToken: undefined }) },
    { sentence: 'unverified access token', work: workOf({ accessToken: issued(1, { verified: false }) }) },
    { sentence: 'long expired', work: workOf({ accessToken: issued(48) }) },
    { sentence: 'just expired', work: workOf({ accessToken: issued(25) }) },
    { sentence: 'about to expire', work: workOf({ accessToken: issued(23) }) },
    { sentence: 'past half of the lifetime', work: workOf({ accessToken: issued(13) }) },
    { sentence: 'replaced credential', work: workOf({ acceptedVersion: OLDER_VERSION }) },
    { sentence: 'probe', work: workOf({ accessToken: issued(5) }, undefined, PROBE_AT) },
    { sentence: 'probe of a younger token', work: workOf({ accessToken: issued(4) }, undefined, PROBE_AT) },
  ];
  const urgencies = inOrder.map(({ work }) => work?.urgency ?? NaN);
  // Integrations without a verified access token are equally urgent. All other pairs differ.
  expect(urgencies.slice(0, 2)).toEqual([0, 0]);
  const later = urgencies.slice(1);
  expect(later.toReversed().toSorted((one, other) => one - other)).toEqual(later);
  expect(new Set(later).size).toBe(later.length);
});

test('work counts as failing when the last attempt failed', () => {
  const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW };
  expect(workOf({ accessToken: undefined, backoff })?.failing).toBe(true);
  expect(workOf({ accessToken: undefined })?.failing).toBe(false);
});

test('work contains its host, the time of its request, and its share of the gauges', () => {
  expect(workOf({ status: { state: 'failing', code: 'X', since: NOW } }, Infinity)).toMatchObject({
    requestedAt: Infinity,
    host: 'https://acme.alationcloud.com',
    share: expect.objectContaining({ failing: true }) as unknown,
  });
});

const expiring = (minutes: number, changes = {}) =>
  accessTokenState({ expiresAt: NOW + minutes * MINUTE_MS, ...changes });

test.each([
  { sentence: 'whose rotation is due far from its expiry', accessToken: issued(13), ignores: false },
  { sentence: 'with more than one and a half intervals left', accessToken: expiring(22.6), ignores: false },
  { sentence: 'with one and a half intervals left', accessToken: expiring(22.5), ignores: true },
  { sentence: 'with 6 seconds left', accessToken: expiring(0.1), ignores: true },
  { sentence: 'that has expired', accessToken: expiring(0), ignores: false },
  { sentence: 'that is unverified', accessToken: issued(1, { verified: false }), ignores: false },
])(
  'the work for an access token $sentence ignores the pause of its host: $ignores',
  ({ accessToken, ignores }) => {
    expect(workOf({ accessToken })?.ignoresPause).toBe(ignores);
  },
);

test('a probe waits for the end of a pause, even shortly before an expiry', () => {
  // The access token is too young for a rotation.
  const accessToken = expiring(5, { issuedAt: NOW - MINUTE_MS, verified: false });
  expect(workOf({ accessToken })).toMatchObject({ action: 'probe', ignoresPause: false });
});

test('only the work of a routine probe contains the listed integration and writes nothing', () => {
  expect(workOf({}, undefined, PROBE_AT)).toMatchObject({ action: 'probe', isReadOnly: true, listed });
  const doubtful = workOf({ accessToken: issued(1, { verified: false }) }, undefined, PROBE_AT);
  expect(doubtful).toMatchObject({ action: 'probe', isReadOnly: false, scheduledAt: PROBE_AT });
  expect(doubtful?.listed).toBeUndefined();
  expect(workOf({ accessToken: undefined })).toMatchObject({ action: 'rotate', isReadOnly: false });
});
