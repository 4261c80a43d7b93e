import { expect, test } from 'vitest';
import { subscribedStory } from './subscribed-story.ts';

test('an alarm reports the end of one of two subscriptions without a filter, and ends after the subscription is confirmed again', async () => {
  const { subscribe, unsubscribe, on, until, received } = subscribedStory(['operators', 'oncall', 'bi']);
  subscribe('operators');
  subscribe('oncall');
  subscribe('bi', { owner: ['bi'] });
  on(10, '03:00', () => unsubscribe('operators'));
  on(52, '10:00', () => subscribe('operators'));
  await until(75);
  expect(received()).toEqual([
    'day 10 08:00 alarm NobodySubscribed fires to oncall',
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1) to oncall and bi',
    'day 49 08:00 warning: [WARNING] loader: last refresh token expires in 14 days (prod eu-west-1) to oncall',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1) to oncall and bi',
    'day 53 08:00 alarm NobodySubscribed ends to operators and oncall',
    'day 56 08:00 warning: [WARNING] loader: last refresh token expires in 7 days (prod eu-west-1) to operators and oncall',
  ]);
});

test('without the only unfiltered subscription, the alarm and the alerts of other owners reach nobody', async () => {
  const { subscribe, unsubscribe, on, until, received } = subscribedStory(['oncall', 'bi']);
  subscribe('oncall');
  subscribe('bi', { owner: ['bi'] });
  on(10, '03:00', () => unsubscribe('oncall'));
  on(52, '10:00', () => subscribe('oncall'));
  await until(75);
  expect(received()).toEqual([
    'day 10 08:00 alarm NobodySubscribed fires to nobody',
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1) to bi',
    'day 49 08:00 warning: [WARNING] loader: last refresh token expires in 14 days (prod eu-west-1) to nobody',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1) to bi',
    'day 53 08:00 alarm NobodySubscribed ends to oncall',
    'day 56 08:00 warning: [WARNING] loader: last refresh token expires in 7 days (prod eu-west-1) to oncall',
  ]);
});

test('an alarm reports that a filter excludes the warnings of one owner, and ends after the filter is removed', async () => {
  const { subscribe, on, until, received } = subscribedStory(['oncall', 'bi']);
  subscribe('oncall');
  subscribe('bi', { owner: ['bi'] });
  on(10, '10:00', () => subscribe('oncall', { severity: ['critical'] }));
  on(52, '10:00', () => subscribe('oncall'));
  await until(75);
  expect(received()).toEqual([
    'day 11 08:00 alarm NobodySubscribed fires to nobody',
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1) to bi',
    'day 49 08:00 warning: [WARNING] loader: last refresh token expires in 14 days (prod eu-west-1) to nobody',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1) to bi',
    'day 53 08:00 alarm NobodySubscribed ends to oncall',
    'day 56 08:00 warning: [WARNING] loader: last refresh token expires in 7 days (prod eu-west-1) to oncall',
  ]);
});

test('an address that is confirmed after the first daily run causes no alarm', async () => {
  const { subscribe, on, until, received } = subscribedStory(['oncall']);
  on(0, '15:00', () => subscribe('oncall'));
  await until(75);
  expect(received()).toEqual([
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1) to oncall',
    'day 49 08:00 warning: [WARNING] loader: last refresh token expires in 14 days (prod eu-west-1) to oncall',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1) to oncall',
    'day 56 08:00 warning: [WARNING] loader: last refresh token expires in 7 days (prod eu-west-1) to oncall',
  ]);
});
