import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { DAY_MS } from '../../functions/time.ts';
import { defaultBehaviour } from '../../local/alation/behaviour.ts';
import { story } from './story.ts';
import type { Entry, Story, StoryOptions } from './story.ts';

/**
 * An integration with two refresh tokens of 40 and 60 days, which the rotator renews. If the rotator does not renew a
 * refresh token, the owner replaces the refresh token on the day after its 7-day warning.
 */
function renewing(options: StoryOptions = {}): Story {
  const simulated = story(options);
  const { alation, refreshToken, storeCredentials } = simulated;
  const [blue, green] = [refreshToken('blue', 40), refreshToken('green', 60)];
  alation.behaviour.refreshTokenLifetimeMs = 60 * DAY_MS;
  simulated.add('demo', 'bi');
  simulated.store.setTag('demo', Tag.renews, 'true');
  storeCredentials('demo', [blue, green]);
  let newBlue: Entry = blue;
  simulated.on(33, '10:00', () => {
    if (!alation.accepts(blue.refresh_token)) return;
    newBlue = refreshToken('blue', 100);
    storeCredentials('demo', [newBlue, green]);
  });
  simulated.on(53, '10:00', () => {
    if (alation.accepts(green.refresh_token)) storeCredentials('demo', [newBlue, refreshToken('green', 100)]);
  });
  return simulated;
}

/** The warnings about both refresh tokens until the owner replaces them. */
const STAGES = [
  'day 25 08:00 warning: [WARNING] demo: refresh token "blue" expires in 14 days (prod eu-west-1)',
  'day 32 08:00 warning: [WARNING] demo: refresh token "blue" expires in 7 days (prod eu-west-1)',
  'day 45 08:00 warning: [WARNING] demo: refresh token "green" expires in 14 days (prod eu-west-1)',
  'day 52 08:00 warning: [WARNING] demo: refresh token "green" expires in 7 days (prod eu-west-1)',
];

test('refresh tokens that the rotator renews cause no alert', async () => {
  const simulated = renewing();
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([]);
});

test('the warner reports once that Alation does not renew refresh tokens, and warns before each expiry', async () => {
  const simulated = renewing({ regeneration: { ...defaultBehaviour.regeneration, offers: 'unavailable' } });
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 24 08:00 warning: [WARNING] demo: this Alation does not renew refresh tokens (prod eu-west-1)',
    ...STAGES,
  ]);
});

test('the warner warns before the expiry of each refresh token if every renewal fails', async () => {
  const simulated = renewing();
  simulated.breakCalls(({ operation }) => {
    if (operation === 'regenerate') throw new RotationError('AlationUnavailable', 'injected');
  });
  await simulated.until(75);
  expect(simulated.alerts()).toEqual(STAGES);
});
