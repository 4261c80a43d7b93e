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

test('the loss of a refresh token is reported immediately, then daily until an operator replaces the refresh token', () => {
  const lost = after({ phase: 'lost' });
  const notify = notifier();
  expect(notify(lost, NOW, false)).toMatchObject([
    { kind: 'renewal-lost', severity: 'critical', runbookSection: 'renewals' },
  ]);
  expect(kinds(notify(lost, NOW + DAY_MS))).toEqual(['renewal-lost']);
  expect(kinds(notify(after({ phase: 'lost' }, 'another'), NOW + 2 * DAY_MS))).toEqual([]);
});

test('the alert about a harmful renewal is sent weekly while the setting is on', () => {
  const harmful = after({ phase: 'harmful', code: 'RefreshTokenEnded' });
  const days = daily(Array.from({ length: 9 }, () => harmful));
  expect(days.map((sent) => sent.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0]);
  const [first] = notifier()(harmful);
  expect(first).toMatchObject({ severity: 'critical' });
  expect(first?.happened).toContain('Alation also revoked another refresh token');
  expect(daily([{ ...harmful, renews: undefined }])).toEqual([[]]);
});

test('the alert about a renewal that did not extend the lifetime reports no revoked token', () => {
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

test('the alert that this Alation does not offer renewal is sent once', () => {
  const days = daily(
    Array.from({ length: 30 }, () => after({ phase: 'unavailable', code: 'AlationRequestRefused' })),
  );
  expect(days.flat()).toEqual(['renewal-unavailable']);
});

test.each(['renewed', 'intended', 'doubtful', 'failed'] as const)(
  'a renewal that is %s causes no notification',
  (phase) => {
    expect(daily([after({ phase }), after({ phase })]).flat()).toEqual([]);
  },
);

test('a lost refresh token that is no longer stored causes no notification', () => {
  const lost = after({ phase: 'lost' });
  expect(daily([{ ...lost, credentials: [credentialState({ expiresAt: LATE })] }]).flat()).toEqual([]);
});

test('an Alation that does not offer renewal causes no notification while the setting is off', () => {
  const unavailable = after({ phase: 'unavailable', code: 'AlationRequestRefused' });
  expect(daily([{ ...unavailable, renews: undefined }]).flat()).toEqual([]);
});

test('the alert that this Alation does not offer renewal has no failure code if the code is not known', () => {
  expect(notifier()(after({ phase: 'unavailable' }))).toMatchObject([
    {
      happened:
        'this Alation does not offer the renewal of refresh tokens. You get alerts before refresh tokens expire.',
    },
  ]);
});

/** What the first run sends after this renewal. */
const firstSent = (renewal: Partial<RenewalState>) => notifier()(after(renewal));

test('each notification about a renewal has this text', () => {
  expect(firstSent({ phase: 'lost' })).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers can use the published access token until 2026-01-11 11:00 UTC.",
        "fix": {
          "credentials": [
            {
              "kind": "refresh-token",
              "name": "b",
            },
          ],
          "kind": "replace",
        },
        "happened": "Alation revoked the refresh token "b", and the rotator could not store the new refresh token.",
        "headline": "refresh token "b" revoked during its renewal",
        "kind": "renewal-lost",
        "runbookSection": "renewals",
        "severity": "critical",
      },
    ]
  `);
  expect(firstSent({ phase: 'harmful', code: 'RefreshTokenEnded' })).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers can use the published access token until 2026-01-11 11:00 UTC.",
        "fix": {
          "command": "status",
          "does": "Set renewRefreshTokens to false, deploy, and replace the credentials that Alation revoked. See the state",
          "kind": "command",
        },
        "happened": "the rotator renewed the refresh token "b", and Alation also revoked another refresh token. The rotator renews no refresh token of this Alation any more.",
        "headline": "a renewal revoked other tokens",
        "kind": "renewal-harmful",
        "runbookSection": "renewals",
        "severity": "critical",
      },
    ]
  `);
  expect(firstSent({ phase: 'unavailable', code: 'AlationRequestRefused' })).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers can use the published access token until 2026-01-11 11:00 UTC.",
        "fix": {
          "does": "Ask the Alation administrator for the API regenRefreshToken, or set renewRefreshTokens to false",
          "kind": "command",
        },
        "happened": "this Alation does not offer the renewal of refresh tokens (AlationRequestRefused). You get alerts before refresh tokens expire.",
        "headline": "this Alation does not renew refresh tokens",
        "kind": "renewal-unavailable",
        "runbookSection": "renewals",
        "severity": "warning",
      },
    ]
  `);
});
