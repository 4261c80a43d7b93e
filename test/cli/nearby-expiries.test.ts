import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../functions/time.ts';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['same', 'apart', 'one', 'both', 'spread']);
});
afterAll(() => world.close());

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
const options = ['--second', '--user-id', String(USER_ID)];

/** Creates a refresh token with this lifetime. */
function refreshToken(days: number): string {
  world.alation.behaviour.refreshTokenLifetimeMs = days * DAY_MS;
  const token = world.refreshToken('second');
  world.alation.behaviour.refreshTokenLifetimeMs = 60 * DAY_MS;
  return token;
}

test('a second refresh token of the same day gets advice which refresh token to replace and until when, at once and in status and doctor', async () => {
  await world.onboarded('same');

  const added = await world.cli(['onboard', 'same', ...options], refreshToken(60));
  const status = await world.cli(['status', 'same']);
  const doctor = await world.cli(['doctor']);

  const advice =
    /"same-a" and "same-b" expire within 7 days of each other\. When all of them have expired, consumers get no new access token\. Replace "same-a" before \d{4}-\d\d-\d\d \d\d:\d\d UTC: npx alation-tokens replace same --name same-a/;
  expect(added.code).toBe(0);
  expect(added.stdout.trimEnd().split('\n').at(-1)).toMatch(/^"same-b": /);
  for (const { stdout } of [added, status, doctor]) expect(onOneLine(stdout)).toMatch(advice);
  // It is advice: nothing is wrong yet.
  expect(status.code).toBe(0);
  expect(status.stdout).not.toContain('Nothing to do');
  expect((await world.json(['status', 'same'])).body).toMatchObject({ needsPerson: false });
});

test.each([
  ['8 days apart', 52],
  ['30 days apart', 30],
])('two refresh tokens %s get no advice', async (_, days) => {
  await world.onboarded('apart');
  const added = await world.cli(['onboard', 'apart', ...options], refreshToken(days));
  const status = await world.cli(['status', 'apart']);

  for (const { stdout } of [added, status]) expect(stdout).not.toContain('of each other');
  expect(status.stdout).toContain('Nothing to do');
});

test('--create --second gets the advice too, because Alation creates both refresh tokens at once', async () => {
  const user = { username: 'ada@example.com', password: 'Xk4-Rm8sTq2wVn6zPb9c', userId: USER_ID };
  world.alation.addUser(user);
  const input = JSON.stringify({ base_url: world.alation.url, ...user });

  const { code, stdout } = await world.cli(['onboard', 'both', '--create', '--second'], input);

  expect(code).toBe(0);
  expect(onOneLine(stdout)).toContain('expire within 7 days of each other');
});

test('the operator gets the advice if a new refresh token expires within 7 days of the other refresh token', async () => {
  await world.onboarded('spread');
  await world.cli(['onboard', 'spread', ...options], refreshToken(30));

  const { stdout } = await world.cli(['replace', 'spread', '--name', 'spread-b'], refreshToken(60));

  expect(onOneLine(stdout)).toContain('"spread-a" and "spread-b" expire within 7 days of each other');
});

test('an expired or expiring credential is named once, as a credential to replace', async () => {
  await world.onboarded('one');
  await world.cli(['onboard', 'one', ...options], refreshToken(60));

  const { stdout } = await world.cli(['status', 'one', '--days', '90']);

  expect(stdout).toContain('"one-a" expires in 60 days');
  expect(stdout).not.toContain('of each other');
});
