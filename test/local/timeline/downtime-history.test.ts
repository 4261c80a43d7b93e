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
  [undefined, empty],
  ['its rotation is paused', { ...empty, paused: true }],
  ['Alation does not answer', { ...empty, status: { ...rejected, code: 'AlationUnavailable' } }],
  ['its only refresh token expired', { ...empty, status: rejected, credentials: [blue] }],
  ['all its refresh tokens expired', { ...empty, status: rejected, credentials: [blue, blue] }],
  [
    'Alation rejected the credential',
    { ...empty, status: rejected, credentials: [{ ...blue, expiresAt: 90 }] },
  ],
  [
    'another program or person mints from the credential "blue"',
    { ...empty, contest: { credential: 'blue', since: 0 }, credentials: [blue] },
  ],
  [undefined, { ...empty, contest: { credential: 'blue' } }],
] as const)('from the state of an integration follows the cause of its downtime: %s', (cause, state) => {
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
