import { expect, test } from 'vitest';
import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { downtimeCause } from '../../../local/timeline/downtime-cause.ts';
import { createDowntimeHistory, downtimeByCause } from '../../../local/timeline/downtime-history.ts';

const empty = parseIntegrationState({});
const blue: CredentialState = {
  name: 'blue',
  kind: 'refresh-token',
  state: 'rejected',
  versionId: 'v1',
  expiresAt: 60,
  expirySource: 'reported',
  storedAt: 0,
};
const rejected = { state: 'rejected', code: 'CredentialRejected', since: 0 } as const;

test.each([
  ['the rotator stored no state yet', undefined, empty],
  ['rotation is paused', 'its rotation is paused', { ...empty, paused: true }],
  [
    'the last attempt failed',
    'Alation is not available',
    { ...empty, status: { ...rejected, code: 'AlationUnavailable' } },
  ],
  [
    'the only refresh token expired',
    'its only refresh token expired',
    { ...empty, status: rejected, credentials: [blue] },
  ],
  [
    'both refresh tokens expired',
    'all its refresh tokens expired',
    { ...empty, status: rejected, credentials: [blue, blue] },
  ],
  [
    'Alation rejects the only credential before its expiry',
    'Alation rejected the credential',
    { ...empty, status: rejected, credentials: [{ ...blue, expiresAt: 90 }] },
  ],
  [
    'the integration is contested',
    'another program or person mints from the credential "blue"',
    { ...empty, contest: { credential: 'blue', since: 0 }, credentials: [blue] },
  ],
  ['a single finding shows another program', undefined, { ...empty, contest: { credential: 'blue' } }],
] as const)('if %s, the cause of the downtime is %j', (_, cause, state) => {
  expect(downtimeCause(state, 70)).toBe(cause);
});

test('a downtime has the cause that the rotator finds later, and another cause begins another downtime', () => {
  const history = createDowntimeHistory();
  history.add(0, 10, undefined);
  history.add(11, 10, 'one');
  history.add(21, 10, 'other');
  history.add(60, 10, undefined);
  const downtime = history.downtime((at) => at);
  expect(downtime).toEqual([
    [0, 21, 'one'],
    [21, 31, 'other'],
    [60, 70, 'the rotator has not found the cause yet'],
  ]);
  expect(downtimeByCause([...downtime, [80, 90, 'other']])).toEqual([
    { cause: 'one', minutes: 21 },
    { cause: 'other', minutes: 20 },
    { cause: 'the rotator has not found the cause yet', minutes: 10 },
  ]);
});
