import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import { accessTokenState, DAY_MS, MINUTE_MS, NOW } from '../rotation/state-fixture.ts';
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

const oldSecret = {
  kind: 'oauth-client',
  expiresAt: undefined,
  expirySource: undefined,
  storedAt: NOW - 200 * DAY_MS,
} as const;

test.each(['rejected', 'forbidden'] as const)('the age of a %s client secret is not reported', (state) => {
  const due = dueNotifications(situation(withCredential({ ...oldSecret, state })));
  expect(kinds(due.notifications)).not.toContain('client-secret-old');
});

test('an OAuth client secret whose age is unknown needs no warning', () => {
  const state = withCredential({ ...oldSecret, storedAt: undefined });
  expect(dueNotifications(situation(state)).notifications).toEqual([]);
});

test.each([
  {
    sentence: 'expires in a minute',
    expiresAt: NOW + MINUTE_MS,
    when: 'before then',
    end: 'Consumers can use the published access token until 2026-01-10 12:01 UTC: store the new client secret before then.',
  },
  { sentence: 'expires now', expiresAt: NOW, when: 'now', end: 'Store the new client secret now.' },
  {
    sentence: 'expired a minute ago',
    expiresAt: NOW - MINUTE_MS,
    when: 'now',
    end: 'Store the new client secret now.',
  },
])('if the access token $sentence, the new client secret must be stored $when', ({ expiresAt, end }) => {
  const state = withCredential(oldSecret, { accessToken: accessTokenState({ expiresAt }) });
  const found = dueNotifications(situation(state)).notifications;
  expect(found.find(({ kind }) => kind === 'client-secret-old')?.effect).toBe(
    `A new client secret makes the old client secret invalid immediately. ${end}`,
  );
});
