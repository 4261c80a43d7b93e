import { expect, test } from 'vitest';
import { DetailType } from '../../../functions/contract.ts';
import type { RotationErrorCode } from '../../../functions/integration/failure-codes.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { RotationOutcome } from '../../../functions/rotation/outcome.ts';
import { unsavedStates } from '../../../functions/sweep/unsaved-states.ts';
import { DAY_MS, integrationState, MINUTE_MS, NOW } from '../rotation/state-fixture.ts';

const state = integrationState();
const probed: RotationOutcome = { kind: 'probed', integration: 'bi', state };
const skipped: RotationOutcome = { kind: 'skipped', reason: 'NotDue', integration: 'bi', state };
const rotated: RotationOutcome = {
  kind: 'rotated',
  reason: 'NearingExpiry',
  versionId: 'v',
  verified: true,
  integration: 'bi',
  state,
};
const failing = integrationState({ status: { state: 'failing', code: 'AlationForbidden', since: NOW } });
const failed = (code: RotationErrorCode): RotationOutcome => ({
  kind: 'failed',
  error: new RotationError(code, 'x'),
  integration: 'bi',
  state: failing,
});
const denied = new RotationError('StateNotSaved', 'denied');
const throttled = new RotationError('SecretsManagerUnavailable', 'throttled');

/** Reconciles with these results, one interval apart. Returns the detail-type and code of each event. */
function sent(
  results: readonly (readonly [RotationOutcome, RotationError?])[],
  { before = integrationState(), apartMs = 15 * MINUTE_MS } = {},
) {
  let now = NOW;
  const unsaved = unsavedStates({ now: () => now });
  return results.map(([outcome, notSaved]) => {
    const events = unsaved.eventsOf(before, outcome, notSaved);
    now += apartMs;
    return events.map(({ detailType, detail }) => [detailType, detail['code']]);
  });
}
const NOT_SAVED = [DetailType.rotationFailed, 'StateNotSaved'];
const ROTATED = [DetailType.rotated, undefined];
const RECOVERED = [DetailType.rotationRecovered, 'StateNotSaved'];

test('a state that the rotator is not allowed to save causes one event, and each published access token causes an event', () => {
  expect(
    sent([
      [rotated, denied],
      [probed, denied],
      [rotated, denied],
      [probed, denied],
    ]),
  ).toEqual([[ROTATED, NOT_SAVED], [], [ROTATED], []]);
});

test('the event of an unsaved state names the integration, the owner and the state failing', () => {
  const [event] = unsavedStates({ now: () => NOW }).eventsOf(integrationState(), probed, denied);
  expect(event).toEqual({
    detailType: DetailType.rotationFailed,
    detail: { integration: 'bi', owner: 'team-data', state: 'failing', code: 'StateNotSaved' },
  });
});

test.each([
  { apartMs: DAY_MS - 1, again: [] },
  { apartMs: DAY_MS, again: [NOT_SAVED] },
])('the events of a second failure to save after $apartMs ms are: $again', ({ apartMs, again }) => {
  expect(
    sent(
      [
        [probed, denied],
        [probed, denied],
      ],
      { apartMs },
    ),
  ).toEqual([[NOT_SAVED], again]);
});

test('another failure causes its events once although its state cannot be saved', () => {
  const forbidden = [DetailType.rotationFailed, 'AlationForbidden'];
  const events = sent([
    [probed, denied],
    [failed('AlationForbidden'), denied],
    [failed('AlationForbidden'), denied],
    [failed('CredentialsMalformed'), denied],
  ]);
  expect(events).toEqual([[NOT_SAVED], [forbidden, NOT_SAVED], [], [forbidden, NOT_SAVED]]);
});

test('after a state is saved again, the event of a recovery is sent, and the next failure to save causes an event immediately', () => {
  const events = sent([[probed, denied], [skipped], [probed], [probed], [probed, denied]]);
  expect(events).toEqual([[NOT_SAVED], [], [RECOVERED], [], [NOT_SAVED]]);
});

test('the first saved state causes no event of a recovery from the unsaved state if the integration is failing', () => {
  expect(sent([[probed, denied], [failed('AlationForbidden')], [probed]], { before: failing })).toEqual([
    [[DetailType.rotationRecovered, 'AlationForbidden'], NOT_SAVED],
    [],
    [[DetailType.rotationRecovered, 'AlationForbidden'], RECOVERED],
  ]);
});

test.each([
  ['without a status', integrationState({ status: undefined })],
  ['that is unknown', undefined],
])('a state %s causes no event of a recovery', (_, unclear) => {
  expect(sent([[probed, denied], [{ ...skipped, state: unclear }]])).toEqual([[NOT_SAVED], []]);
});

test('the event of an unsaved state names no owner if the state is unknown', () => {
  const outcome = { ...failed('SecretsManagerUnavailable'), state: undefined };
  const events = unsavedStates({ now: () => NOW }).eventsOf(undefined, outcome, denied);
  expect(events.at(-1)?.detail).toEqual({
    integration: 'bi',
    owner: undefined,
    state: 'failing',
    code: 'StateNotSaved',
  });
});

test('a transient failure to save a state causes neither the event of an unsaved state nor the event of a recovery', () => {
  expect(sent([[rotated, throttled], [probed, denied], [probed, throttled], [probed]])).toEqual([
    [ROTATED],
    [NOT_SAVED],
    [],
    [RECOVERED],
  ]);
});

test('unsaved states of different integrations are independent', () => {
  const unsaved = unsavedStates({ now: () => NOW });
  unsaved.eventsOf(integrationState(), probed, denied);
  expect(unsaved.eventsOf(integrationState(), { ...probed, integration: 'other' }, denied)).toHaveLength(1);
});
