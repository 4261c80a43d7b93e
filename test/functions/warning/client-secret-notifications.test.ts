import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import { DAY_MS, NOW } from '../rotation/state-fixture.ts';
import { kinds, policy, situation, withCredential } from './notifier.ts';

test.each([
  { sentence: 'a day before its maximum age needs no warning', days: 179, max: 180, due: [] },
  { sentence: 'at its maximum age needs a warning', days: 180, max: 180, due: ['client-secret-old'] },
  { sentence: 'of any age needs no warning when the setting is 0', days: 999, max: 0, due: [] },
])('an OAuth client secret $sentence', ({ days, max, due }) => {
  const state = withCredential({
    kind: 'oauth-client',
    expiresAt: undefined,
    expirySource: undefined,
    storedAt: NOW - days * DAY_MS,
  });
  const aged = { ...policy, clientSecretMaxAgeDays: max };
  const first = dueNotifications(situation(state, { policy: aged }));
  expect(kinds(first.notifications)).toEqual(due);
  const second = situation(state, {
    sent: first.nextState,
    now: NOW + DAY_MS,
    policy: { ...aged, clientSecretMaxAgeDays: max && 999 },
  });
  expect(dueNotifications(second).notifications).toEqual([]);
});
