import { expect, test } from 'vitest';
import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { kinds, notifier } from './notifier.ts';

const LATE = NOW + 300 * DAY_MS;

/** An integration that renews its refresh tokens `a` and `b`, after this renewal of `b`. */
const after = (renewal: Partial<RenewalState>, fingerprint = 'bbbb') =>
  integrationState({
    renews: true,
    renewal: renewalState(renewal),
    credentials: [
      credentialState({ expiresAt: LATE }),
      credentialState({ name: 'b', fingerprint, expiresAt: LATE }),
    ],
  });

/** The kinds that the daily runs of these days send. */
function daily(states: readonly ReturnType<typeof after>[]): readonly (readonly string[])[] {
  const notify = notifier();
  return states.map((state, day) => kinds(notify(state, NOW + day * DAY_MS)));
}

test('a lost refresh token is sent immediately, then daily until an operator replaces it', () => {
  const lost = after({ phase: 'lost' });
  const notify = notifier();
  expect(notify(lost, NOW, false)).toMatchObject([
    { kind: 'renewal-lost', severity: 'critical', runbookSection: 'renewals' },
  ]);
  expect(kinds(notify(lost, NOW + DAY_MS))).toEqual(['renewal-lost']);
  expect(kinds(notify(after({ phase: 'lost' }, 'another'), NOW + 2 * DAY_MS))).toEqual([]);
});

test('a harmful renewal is sent weekly while the setting is on', () => {
  const harmful = after({ phase: 'harmful', code: 'RefreshTokenEnded' });
  const days = daily(Array.from({ length: 9 }, () => harmful));
  expect(days.map((sent) => sent.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0]);
  const [first] = notifier()(harmful);
  expect(first).toMatchObject({ severity: 'critical' });
  expect(first?.happened).toContain('Alation also revoked another refresh token');
  expect(daily([{ ...harmful, renews: undefined }])).toEqual([[]]);
});

test('a renewal that did not extend the lifetime is not said to have revoked anything', () => {
  const [sent] = notifier()(after({ phase: 'harmful', code: 'NotExtended' }));
  expect(sent).toMatchObject({
    headline: 'a renewal did not extend a lifetime',
    happened:
      'the rotator renewed the refresh token "b", and the new refresh token does not expire later than the old one. The rotator renews no refresh token of this Alation any more.',
    fix: {
      does: 'Set renewRefreshTokens to false, deploy, and replace each refresh token before it expires. See the state',
    },
  });
});

test('an Alation without the renewal is sent once', () => {
  const days = daily(
    Array.from({ length: 30 }, () => after({ phase: 'unavailable', code: 'AlationRequestRefused' })),
  );
  expect(days.flat()).toEqual(['renewal-unavailable']);
});

test.each(['renewed', 'intended', 'doubtful', 'failed'] as const)(
  'a renewal that is %s needs no one',
  (phase) => {
    expect(daily([after({ phase }), after({ phase })]).flat()).toEqual([]);
  },
);
