import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { dueWork } from '../../../functions/sweep/due-work.ts';
import {
  accessTokenRecord,
  HOUR_MS,
  INTEGRATION,
  NOW,
  OLDER_VERSION,
  rotationRecord,
  VERSION,
} from '../rotation/state-fixture.ts';

const workOf = (state: Partial<IntegrationState>, requestedAt?: number) =>
  dueWork(
    { integration: INTEGRATION, credentialsVersionId: VERSION, tags: {} },
    rotationRecord(state),
    requestedAt,
    NOW,
    defaultPolicy,
  );

test('a fresh integration is no work', () => {
  expect(workOf({})).toBeUndefined();
});

const issued = (hoursAgo: number, changes = {}) =>
  accessTokenRecord({ issuedAt: NOW - hoursAgo * HOUR_MS, ...changes });

test('work goes in the order in which consumers run out of time', () => {
  const inOrder = [
    { sentence: 'never issued', work: workOf({ accessToken: undefined }) },
    { sentence: 'in doubt', work: workOf({ accessToken: issued(1, { verified: false }) }) },
    { sentence: 'long expired', work: workOf({ accessToken: issued(48) }) },
    { sentence: 'just expired', work: workOf({ accessToken: issued(25) }) },
    { sentence: 'about to expire', work: workOf({ accessToken: issued(23) }) },
    { sentence: 'past half its life', work: workOf({ accessToken: issued(13) }) },
    { sentence: 'replaced credential', work: workOf({ acceptedVersion: OLDER_VERSION }) },
    { sentence: 'overdue probe', work: workOf({ accessToken: issued(5, { probedAt: NOW - 4 * HOUR_MS }) }) },
    { sentence: 'probe', work: workOf({ accessToken: issued(5, { probedAt: NOW - 2 * HOUR_MS }) }) },
  ];
  const urgencies = inOrder.map(({ work }) => work?.urgency ?? NaN);
  // Those without an access token that is known to be alive are alike, and no two others are.
  expect(urgencies.slice(0, 2)).toEqual([0, 0]);
  const later = urgencies.slice(1);
  expect(later.toReversed().toSorted((one, other) => one - other)).toEqual(later);
  expect(new Set(later).size).toBe(later.length);
});

test('what failed last time goes to the lane of its own', () => {
  const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW };
  expect(workOf({ accessToken: undefined, backoff })?.failing).toBe(true);
  expect(workOf({ accessToken: undefined })?.failing).toBe(false);
});

test('work carries its host, its request, and what it adds to the gauges if nobody gets to it', () => {
  expect(workOf({ status: { state: 'failing', code: 'X', since: NOW } }, Infinity)).toMatchObject({
    requestedAt: Infinity,
    host: 'https://acme.alationcloud.com',
    share: { failing: true, expiresAt: NOW + 23 * HOUR_MS },
  });
});
