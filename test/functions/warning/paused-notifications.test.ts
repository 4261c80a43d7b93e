import { expect, test } from 'vitest';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  integrationState,
  NOW,
} from '../rotation/state-fixture.ts';
import { nothingSent, notifier } from './notifier.ts';

/** A paused integration whose access token and refresh token expire in this many days. */
const paused = ({ accessToken, refreshToken }: { accessToken: number; refreshToken: number }) =>
  integrationState({
    paused: true,
    accessToken: accessTokenState({ expiresAt: NOW + accessToken * DAY_MS }),
    credentials: [credentialState({ expiresAt: NOW + refreshToken * DAY_MS })],
  });

/** Runs the warner this many days from now. Returns the headlines that the warner sends, by the day. */
function sentOn(state: IntegrationState, days: readonly number[], notify = notifier()) {
  const sent: Record<number, readonly string[]> = {};
  for (const day of days) {
    const headlines = notify(state, NOW + day * DAY_MS).map(({ headline }) => headline);
    if (headlines.length > 0) sent[day] = headlines;
  }
  return sent;
}

const everyDay = Array.from({ length: 15 }, (_, day) => day);

test('a pause needs no alert while every token is valid for long', () => {
  expect(sentOn(paused({ accessToken: 40, refreshToken: 50 }), everyDay)).toEqual({});
});

test('the expiry of the access token in a pause is reported at once, and then weekly', () => {
  const state = paused({ accessToken: 0, refreshToken: 90 });
  expect(sentOn(state, [-1 / 24, 0, 1 / 24, ...everyDay.slice(1)])).toEqual({
    0: ['paused, access token expired just now'],
    7: ['paused, access token expired 7 days ago'],
    14: ['paused, access token expired 14 days ago'],
  });
});

test('the expiry of the access token is reported although the expiry of a refresh token was reported two days before', () => {
  expect(sentOn(paused({ accessToken: 2, refreshToken: 7.5 }), [0, 1, 2])).toEqual({
    0: ['paused, refresh token "a" expires in 7 days'],
    2: ['paused, access token expired just now'],
  });
});

test('the expiry of a refresh token in a pause is reported weekly, and at each stage', () => {
  expect(sentOn(paused({ accessToken: 40, refreshToken: 30 }), [...everyDay, 15, 16, 17])).toEqual({
    0: ['paused, refresh token "a" expires in 30 days'],
    7: ['paused, refresh token "a" expires in 23 days'],
    14: ['paused, refresh token "a" expires in 16 days'],
    15: ['paused, refresh token "a" expires in 15 days'],
  });
});

test('a stage that a daily run sent a day early is not sent again when the refresh token reaches it', () => {
  expect(sentOn(paused({ accessToken: 40, refreshToken: 7.5 }), [0, 1])).toEqual({
    0: ['paused, refresh token "a" expires in 7 days'],
  });
});

test('the weekly alert ends once the refresh token is replaced', () => {
  const notify = notifier();
  expect(sentOn(paused({ accessToken: 40, refreshToken: 20 }), [0], notify)).toEqual({
    0: ['paused, refresh token "a" expires in 20 days'],
  });
  expect(sentOn(paused({ accessToken: 40, refreshToken: 60 }), everyDay, notify)).toEqual({});
});

test.each([
  { sentence: 'it is not sent again for the same refresh token', aboutDays: 10, sent: {} },
  {
    sentence: 'the stage of a new refresh token is sent',
    aboutDays: -50,
    sent: { 0: ['paused, refresh token "a" expires in 10 days'] },
  },
])('the stage of 14 days was sent before the pause: $sentence', ({ aboutDays, sent }) => {
  const expiresAt = NOW + aboutDays * DAY_MS;
  const credentials = [
    { name: 'a', expiresAt, stage: 14, rejectedVersion: undefined, agedStoredAt: undefined },
  ];
  const notify = notifier({ ...nothingSent, credentials });
  expect(sentOn(paused({ accessToken: 40, refreshToken: 10 }), [0], notify)).toEqual(sent);
});

/** What a run that is not the daily run sends after this reminder. */
const atOnce = (state: IntegrationState, remindedAt?: number) =>
  notifier({
    ...nothingSent,
    reminders: remindedAt === undefined ? {} : { paused: { severity: 'warning', at: remindedAt } },
  })(state, NOW, false).map(({ headline }) => headline);

test.each([
  { what: 'access token', accessToken: 0, refreshToken: 90, headline: 'access token expired just now' },
  { what: 'refresh token', accessToken: 40, refreshToken: 0, headline: 'refresh token "a" expired just now' },
])('the expiry of the $what in a pause is reported by any run', ({ headline, ...expiries }) => {
  expect(atOnce(paused(expiries))).toEqual([`paused, ${headline}`]);
});

test('only the daily run sends the stage of a refresh token in a pause', () => {
  expect(atOnce(paused({ accessToken: 40, refreshToken: 6 }))).toEqual([]);
});

test('an expired access token in the last reminder does not make the next stage of a refresh token urgent', () => {
  const state = paused({ accessToken: -3, refreshToken: 5.5 });
  expect(atOnce(state, NOW - 3 * DAY_MS)).toEqual([]);
  expect(atOnce(state, NOW - 3 * DAY_MS - 1)).toEqual(['paused, refresh token "a" expires in 5 days']);
});

test('the alert about a pause without a note and without an access token says only what is known', () => {
  const state = { ...paused({ accessToken: 0, refreshToken: 6 }), accessToken: undefined };
  expect(notifier()(state)).toMatchObject([
    {
      headline: 'paused, refresh token "a" expires in 6 days',
      happened: 'rotation is paused.',
      effect:
        'Consumers have no access token: none is published. The refresh token "a" expires in 6 days, on 2026-01-16 12:00 UTC.',
    },
  ]);
});
