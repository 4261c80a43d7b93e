import { expect, test } from 'vitest';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import { sentAbout } from '../../../functions/warning/notification-state.ts';
import type { NotificationState } from '../../../functions/warning/notification-state.ts';
import {
  credentialState,
  DAY_MS,
  integrationState,
  NOW,
  OLDER_VERSION,
  VERSION,
} from '../rotation/state-fixture.ts';
import { inState, kinds, nothingSent, notifier, rejected, situation } from './notifier.ts';

const secondRejected = (versionId: string) =>
  inState('fresh', { credentials: [credentialState(), rejected({ name: 'b', versionId })] });

test('one rejected credential of two is sent once per version', () => {
  const notify = notifier();
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual(['credential-rejected']);
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual([]);
  expect(kinds(notify(secondRejected(VERSION)))).toEqual(['credential-rejected']);
});

const withSecond = (state: CredentialState['state'], changes: Partial<CredentialState> = {}) =>
  inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b', state, ...changes })] });

test('a forbidden credential is sent once per version, and its expiry like that of any other credential', () => {
  const notify = notifier();
  expect(kinds(notify(withSecond('forbidden', { versionId: OLDER_VERSION })))).toEqual([
    'credential-forbidden',
  ]);
  expect(kinds(notify(withSecond('forbidden', { versionId: OLDER_VERSION })))).toEqual([]);
  expect(kinds(notify(withSecond('forbidden')))).toEqual(['credential-forbidden']);
  const expiring = withSecond('forbidden', { expiresAt: NOW + 7 * DAY_MS });
  expect(kinds(notify(expiring))).toEqual(['refresh-token-expiring']);
  expect(kinds(notify(withSecond('rejected')))).toEqual(['credential-rejected']);
});

test.each(['rejected', 'forbidden'] as const)(
  'a %s credential is not sent again when another credential is replaced',
  (state) => {
    const notify = notifier();
    const kept = { fingerprint: 'bbbb' };
    expect(kinds(notify(withSecond(state, { ...kept, versionId: OLDER_VERSION })))).toEqual([
      `credential-${state}`,
    ]);
    expect(kinds(notify(withSecond(state, kept)))).toEqual([]);
    expect(kinds(notify(withSecond(state, { fingerprint: 'cccc' })))).toEqual([`credential-${state}`]);
  },
);

test.each([
  ['rejected', 'credential-rejected'],
  ['forbidden', 'credential-forbidden'],
] as const)('a %s credential that is accepted again is sent once', (state, kind) => {
  const notify = notifier();
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
  expect(kinds(notify(withSecond('unchecked')))).toEqual([]);
  expect(kinds(notify(withSecond('active')))).toEqual(['credential-accepted-again']);
  expect(kinds(notify(withSecond('active')))).toEqual([]);
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
});

test('a replaced credential is not sent as accepted again', () => {
  const notify = notifier();
  notify(withSecond('rejected', { versionId: OLDER_VERSION }));
  expect(kinds(notify(withSecond('active')))).toEqual([]);
});

test('if rotation works again, the credential that works again is not sent too', () => {
  const notify = notifier();
  expect(kinds(notify(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
  expect(kinds(notify(inState('fresh')))).toEqual(['rotation-recovered']);
  expect(kinds(notify(inState('fresh')))).toEqual([]);
});

test('a rejected credential of an integration without a status is sent', () => {
  const credentials = [credentialState(), rejected({ name: 'b' })];
  const notify = notifier();
  expect(kinds(notify(integrationState({ status: undefined, credentials })))).toEqual([
    'credential-rejected',
  ]);
});

/** The notification state after a run that finds the second credential in this state. */
const recorded = (state: CredentialState['state'], sent: NotificationState) =>
  dueNotifications(situation(withSecond(state, { fingerprint: 'bbbb' }), { sent })).nextState;

test('the notification state has the fingerprint of a credential only while Alation refuses the credential', () => {
  const refused = recorded('rejected', nothingSent);
  expect(sentAbout('b', refused).refusedSecret).toBe('bbbb');
  expect(sentAbout('b', recorded('active', refused)).refusedSecret).toBeUndefined();
});

test('a 403 and the return of the credential have these texts', () => {
  const notify = notifier();
  expect(notify(withSecond('forbidden'))).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers still get access tokens from the other credentials. If those fail too, consumers get no new access token.",
        "fix": {
          "code": "AlationForbidden",
          "kind": "code",
        },
        "happened": "Alation answered 403 when the rotator minted from the credential "b" (AlationForbidden). The rotator does not use this credential. Once a day it checks whether Alation accepts the credential again.",
        "headline": "credential "b" forbidden",
        "kind": "credential-forbidden",
        "runbookSection": "alationforbidden",
        "severity": "warning",
      },
    ]
  `);
  expect(notify(withSecond('active'))).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers can use the published access token until 2026-01-11 11:00 UTC. You do not have to replace this credential.",
        "happened": "Alation accepts the credential "b" again.",
        "headline": "credential "b" works again",
        "kind": "credential-accepted-again",
        "severity": "info",
      },
    ]
  `);
});
