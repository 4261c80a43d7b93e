import { expect, test } from 'vitest';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import type { CredentialNotificationState } from '../../../functions/warning/notification-state.ts';
import { reserveNotifications } from '../../../functions/warning/reserve-notifications.ts';
import { credentialState, DAY_MS, HOUR_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { kinds, nothingSent, situation } from './notifier.ts';

test.each([
  { lost: ['b'], happened: 'only the credential "a" works. "b" is rejected, forbidden or expired.' },
  {
    lost: ['b', 'c'],
    happened: 'only the credential "a" works. "b", "c" are rejected, forbidden or expired.',
  },
])('a week after the first alert, the loss of $lost is reported as: $happened', ({ lost, happened }) => {
  const state = integrationState({
    credentials: [credentialState(), ...lost.map((name) => credentialState({ name, state: 'rejected' }))],
  });
  const reminders = { reserve: { severity: 'warning', at: NOW - 7 * DAY_MS } } as const;
  const { notifications } = reserveNotifications(situation(state, { sent: { ...nothingSent, reminders } }));
  expect(notifications).toMatchObject([
    {
      kind: 'reserve-gone',
      headline: `only "a" of ${lost.length + 1} credentials works`,
      happened,
      fix: { kind: 'replace', credentials: lost.map((name) => ({ name, kind: 'refresh-token' })) },
    },
  ]);
});

const rejectedB = credentialState({ name: 'b', state: 'rejected' });
const expiredB = credentialState({ name: 'b', expiresAt: NOW - HOUR_MS });
const rejectedC = credentialState({ name: 'c', state: 'rejected' });
const about = (changes: Partial<CredentialNotificationState>): CredentialNotificationState => ({
  name: 'b',
  expiresAt: undefined,
  stage: undefined,
  rejectedVersion: undefined,
  agedStoredAt: undefined,
  ...changes,
});
const rejectionSent = about({ rejectedVersion: rejectedB.versionId });
const expirySent = about({ expiresAt: expiredB.expiresAt, stage: 0 });

test.each<{
  readonly sentence: string;
  readonly lost: readonly CredentialState[];
  readonly sent: readonly CredentialNotificationState[];
  readonly due: readonly string[];
}>([
  { sentence: 'a rejection that is being reported covers the loss', lost: [rejectedB], sent: [], due: [] },
  { sentence: 'an expiry that is being reported covers the loss', lost: [expiredB], sent: [], due: [] },
  {
    sentence: 'a rejection that was reported before does not cover the loss',
    lost: [rejectedB],
    sent: [rejectionSent],
    due: ['reserve-gone'],
  },
  {
    sentence: 'an expiry that was reported before does not cover the loss',
    lost: [expiredB],
    sent: [expirySent],
    due: ['reserve-gone'],
  },
  {
    sentence:
      'the rejection of a replacement covers the loss, although the expiry of its predecessor was reported',
    lost: [rejectedB],
    sent: [expirySent],
    due: [],
  },
  {
    sentence: 'of two rejections, the rejection that is being reported covers the loss',
    lost: [rejectedB, rejectedC],
    sent: [rejectionSent],
    due: [],
  },
])('the first time that the reserve is gone, $sentence', ({ lost, sent: credentials, due }) => {
  const state = integrationState({ credentials: [credentialState(), ...lost] });
  const { notifications, record } = reserveNotifications(
    situation(state, { sent: { ...nothingSent, credentials } }),
  );
  expect(kinds(notifications)).toEqual(due);
  expect(record?.(nothingSent).reminders).toEqual({ reserve: { severity: 'warning', at: NOW } });
});

test('a day after the first alert, the loss of the reserve is neither reported nor recorded again', () => {
  const state = integrationState({ credentials: [credentialState(), rejectedB] });
  const reminders = { reserve: { severity: 'warning', at: NOW - DAY_MS } } as const;
  const sent = { ...nothingSent, credentials: [rejectionSent], reminders };
  expect(reserveNotifications(situation(state, { sent }))).toEqual({ notifications: [] });
});
