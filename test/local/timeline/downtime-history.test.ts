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
  [empty, undefined],
  [{ ...empty, paused: true }, 'its rotation is paused'],
  [{ ...empty, status: { ...rejected, code: 'AlationUnavailable' } }, 'Alation is not available'],
  [{ ...empty, status: rejected, credentials: [blue] }, 'its only refresh token expired'],
  [{ ...empty, status: rejected, credentials: [blue, blue] }, 'all its refresh tokens expired'],
  [
    { ...empty, status: rejected, credentials: [{ ...blue, expiresAt: 90 }] },
    'Alation rejected the credential',
  ],
  [
    { ...empty, contest: { credential: 'blue', since: 0 }, credentials: [blue] },
    'another program or person mints from the credential "blue"',
  ],
  [{ ...empty, contest: { credential: 'blue' } }, undefined],
])('the cause of a downtime comes from the state of the integration (%#)', (state, cause) => {
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
