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

test('the rejection of one of two credentials is reported once per version', () => {
  const notify = notifier();
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual(['credential-rejected']);
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual([]);
  expect(kinds(notify(secondRejected(VERSION)))).toEqual(['credential-rejected']);
});

const withSecond = (state: CredentialState['state'], changes: Partial<CredentialState> = {}) =>
  inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b', state, ...changes })] });

test('the 403 of a credential is reported once per version, and its expiry and its rejection have their own notifications', () => {
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
  'the alert about a %s credential is not sent again when another credential is replaced',
  (state) => {
    const notify = notifier();
    const same = { fingerprint: 'bbbb' };
    expect(kinds(notify(withSecond(state, { ...same, versionId: OLDER_VERSION })))).toEqual([
      `credential-${state}`,
    ]);
    expect(kinds(notify(withSecond(state, same)))).toEqual([]);
    expect(kinds(notify(withSecond(state, { fingerprint: 'cccc' })))).toEqual([`credential-${state}`]);
  },
);

test.each([
  ['rejected', 'credential-rejected'],
  ['forbidden', 'credential-forbidden'],
] as const)('the alert that a %s credential is accepted again is sent once', (state, kind) => {
  const notify = notifier();
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
  expect(kinds(notify(withSecond('unchecked')))).toEqual([]);
  expect(kinds(notify(withSecond('active')))).toEqual(['credential-accepted-again']);
  expect(kinds(notify(withSecond('active')))).toEqual([]);
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
});

test('no alert says that a replaced credential is accepted again', () => {
  const notify = notifier();
  notify(withSecond('rejected', { versionId: OLDER_VERSION }));
  expect(kinds(notify(withSecond('active')))).toEqual([]);
});

test('if an alert says that rotation works again, no other alert says that the credential works again', () => {
  const notify = notifier();
  expect(kinds(notify(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
  expect(kinds(notify(inState('fresh')))).toEqual(['rotation-recovered']);
  expect(kinds(notify(inState('fresh')))).toEqual([]);
});

test('the rejection of a credential is reported for an integration without a status', () => {
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

test('the notifications about a 403 and about the acceptance afterwards have these texts', () => {
  const notify = notifier();
  expect(notify(withSecond('forbidden'))).toMatchInlineSnapshot(`
    [
      {
        "effect": "Consumers still get access tokens from the other credentials. If those fail too, consumers get no new access token.",
        "fix": {
          "code": "AlationForbidden",
          "kind": "code",
        },
        "happened": "Alation answered 403 when the rotator tried to mint from the credential "b" (AlationForbidden). The rotator does not use this credential. Once a day it checks whether Alation accepts the credential again.",
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
