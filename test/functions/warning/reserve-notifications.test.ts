import { expect, test } from 'vitest';
import { reserveNotifications } from '../../../functions/warning/reserve-notifications.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { nothingSent, situation } from './notifier.ts';

test.each([
  { lost: ['b'], happened: 'only the credential "a" works. "b" is rejected, forbidden or expired.' },
  {
    lost: ['b', 'c'],
    happened: 'only the credential "a" works. "b", "c" are rejected, forbidden or expired.',
  },
])('a week after the first alert, the loss of $lost is sent as: $happened', ({ lost, happened }) => {
  const state = integrationState({
    credentials: [credentialState(), ...lost.map((name) => credentialState({ name, state: 'rejected' }))],
  });
  const reminders = { reserve: { severity: 'warning', at: NOW - 7 * DAY_MS } } as const;
  const { notifications } = reserveNotifications(situation(state, { sent: { ...nothingSent, reminders } }));
  expect(notifications).toMatchObject([
    {
      headline: `only "a" of ${lost.length + 1} credentials works`,
      happened,
      fix: { kind: 'replace', credentials: lost.map((name) => ({ name, kind: 'refresh-token' })) },
    },
  ]);
});
