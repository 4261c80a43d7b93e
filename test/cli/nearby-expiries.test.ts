import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../functions/time.ts';
import { statusPage } from '../../cli/status/status-page.ts';
import { todoLines } from '../../cli/status/status-text.ts';
import { credentialState, NOW } from '../functions/rotation/state-fixture.ts';
import { statusOf } from './status-of.ts';
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

test('onboard names the date on which to replace the first of two refresh tokens that expire on the same day, and status advises nothing yet', async () => {
  await world.onboard('same');

  const added = await world.cli(['onboard', 'same', ...options], refreshToken(60));
  const status = await world.cli(['status', 'same']);
  const doctor = await world.cli(['doctor']);

  expect(added.code).toBe(0);
  expect(onOneLine(added.stdout)).toMatch(
    /"same-a" and "same-b" expire within 7 days of each other\. Replace "same-a" about \d{4}-\d\d-\d\d, so that they do not expire together\. The command "status" then says how\./,
  );
  expect(added.stdout.trimEnd().split('\n').at(-1)).toMatch(/^"same-b": /);
  expect(status.stdout).toContain('Nothing to do.');
  expect(doctor.stdout).not.toContain('of each other');
});

/** The status of an integration with two refresh tokens of 60 days, stored together, that have this many days left. */
const equalExpiries = (days: number) =>
  statusOf('demo', {
    credentials: ['blue', 'green'].map((name) =>
      credentialState({ name, expiresAt: NOW + days * DAY_MS, storedAt: NOW - (60 - days) * DAY_MS }),
    ),
  });

test('status advises to replace one of two refresh tokens as soon as both expire within 30 days', () => {
  expect(todoLines(equalExpiries(31), 'alation')).toEqual([]);
  const advised = equalExpiries(30);
  expect(todoLines(advised, 'alation')).toEqual([
    'demo: "blue" and "green" expire within 7 days of each other. When all of them have expired, consumers get no new access token. Replace "blue" now, so that they do not expire together: npx alation-tokens replace demo --name blue',
  ]);
  // Advice alone does not make status exit 1.
  expect(advised.needsPerson).toBe(false);
});

test('after one refresh token was replaced, status gives no further advice', () => {
  const replaced = statusOf('demo', {
    credentials: [
      credentialState({ name: 'blue', expiresAt: NOW + 60 * DAY_MS, storedAt: NOW }),
      credentialState({ name: 'green', expiresAt: NOW + 30 * DAY_MS, storedAt: NOW - 30 * DAY_MS }),
    ],
  });
  expect(todoLines(replaced, 'alation')).toEqual([]);
});

test('the page of status does not say "Nothing to do" beside advice', () => {
  const page = statusPage([equalExpiries(30)], { prefix: 'alation', now: NOW });
  expect(page).toContain('<p class="figure">Nothing urgent</p><p>Advice for <b>demo</b>: see below.</p>');
  expect(page).toContain('<p class="verdict attention">! fresh<span>, see below</span></p>');
  expect(page).not.toContain('Nothing to do');
  const withoutAdvice = statusPage([equalExpiries(31)], { prefix: 'alation', now: NOW });
  expect(withoutAdvice).toContain('Nothing to do');
  expect(withoutAdvice).toContain('1 integration; no operator has to act.');
});

test.each([
  ['8 days apart', 52],
  ['30 days apart', 30],
])('status and onboard give no advice about two refresh tokens that expire %s', async (_, days) => {
  await world.onboard('apart');
  const added = await world.cli(['onboard', 'apart', ...options], refreshToken(days));
  const status = await world.cli(['status', 'apart']);

  for (const { stdout } of [added, status]) expect(stdout).not.toContain('of each other');
  expect(status.stdout).toContain('Nothing to do');
});

test('onboard --create --second says that both refresh tokens expire together, because Alation creates both at the same time', async () => {
  const user = { username: 'ada@example.com', password: 'Xk4-Rm8sTq2wVn6zPb9c', userId: USER_ID };
  world.alation.addUser(user);
  const input = JSON.stringify({ base_url: world.alation.url, ...user });

  const { code, stdout } = await world.cli(['onboard', 'both', '--create', '--second'], input);

  expect(code).toBe(0);
  expect(onOneLine(stdout)).toContain('expire within 7 days of each other');
});

test('replace says that the new refresh token expires within 7 days of the other refresh token', async () => {
  await world.onboard('spread');
  await world.cli(['onboard', 'spread', ...options], refreshToken(30));

  const { stdout } = await world.cli(['replace', 'spread', '--name', 'spread-b'], refreshToken(60));

  expect(onOneLine(stdout)).toContain('"spread-a" and "spread-b" expire within 7 days of each other');
});

test('status gives no advice about nearby expiries if --days lists the refresh tokens as credentials to replace', async () => {
  await world.onboard('one');
  await world.cli(['onboard', 'one', ...options], refreshToken(60));

  const { stdout } = await world.cli(['status', 'one', '--days', '90']);

  expect(stdout).toContain('"one-a" expires in 60 days');
  expect(stdout).not.toContain('of each other');
});
