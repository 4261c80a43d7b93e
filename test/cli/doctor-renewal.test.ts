import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Regeneration } from '../../local/alation/behaviour.ts';
import { DAY_MS } from '../../functions/time.ts';
import { findLeaks } from '../support/canary.ts';
import { startWorld, USER_ID, type World } from './world.ts';

/** A user whom no integration uses. */
const TRIAL_USER = 901;
const usual: Regeneration = { offers: 'new', expiry: 'full', accessTokens: 'revoked', others: 'kept' };

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'elsewhere']);
  await world.onboard('tableau', 2);
});
afterAll(() => world.close());
afterEach(() => {
  world.alation.behaviour.regeneration = usual;
  world.alation.faults.clear();
});

/** Input with this many test refresh tokens of a user, which look this many days old. */
function testInput(count: 1 | 2 = 2, userId = TRIAL_USER, ageDays = 10.5) {
  const { behaviour } = world.alation;
  const { refreshTokenLifetimeMs: whole } = behaviour;
  // A shorter lifetime makes the refresh tokens look as if they were created some days ago.
  behaviour.refreshTokenLifetimeMs = whole - ageDays * DAY_MS;
  const tokens = Array.from({ length: count }, () =>
    world.alation.createRefreshTokenInUi({ userId, name: 'test' }),
  );
  behaviour.refreshTokenLifetimeMs = whole;
  const entries = tokens.map(({ refreshToken }) => ({ refresh_token: refreshToken, user_id: userId }));
  const input =
    count === 1
      ? { base_url: world.alation.url, ...entries[0] }
      : { base_url: world.alation.url, credentials: entries };
  return { input: JSON.stringify(input), tokens: tokens.map(({ refreshToken }) => refreshToken) };
}

const trial = async (input: string, ...args: readonly string[]) => {
  const { code, body } = await world.json(['doctor', '--renewal', '--no-aws', '--yes', ...args], input);
  const { findings, renewal } = body as {
    findings: { what: string; verdict: string; says: string }[];
    renewal: { isActive: Record<string, boolean | null>; meaning: string[]; outcome: string };
  };
  return { code, renewal, findings: Object.fromEntries(findings.map((one) => [one.what, one])) };
};
const regenerations = () => world.alation.calls.count({ endpoint: 'regenRefreshToken' });

const staysActive = { newRefreshToken: true, otherRefreshToken: true, otherAccessToken: true };

test.each<{
  readonly title: string;
  readonly regeneration: Partial<Regeneration>;
  readonly isActive: Readonly<Record<string, boolean | null>>;
  readonly code: number;
  readonly problems: readonly string[];
  readonly meaning: RegExp;
}>([
  {
    title: 'revokes the old refresh token and its access token',
    regeneration: {},
    isActive: { ...staysActive, oldRefreshToken: false, accessToken: false },
    code: 0,
    problems: [],
    meaning: /^You can switch renewRefreshTokens on: .* The rotator renews only when its rotation/,
  },
  {
    title: 'leaves the access tokens of the old refresh token active',
    regeneration: { accessTokens: 'kept' },
    isActive: { ...staysActive, oldRefreshToken: false, accessToken: true },
    code: 0,
    problems: [],
    meaning: /^You can switch renewRefreshTokens on: [^.]*\.$/,
  },
  {
    title: 'extends the same refresh token',
    regeneration: { offers: 'same' },
    isActive: { ...staysActive, oldRefreshToken: null, accessToken: true },
    code: 0,
    problems: [],
    meaning: /^You can switch renewRefreshTokens on/,
  },
  {
    title: 'revokes the access tokens of the user',
    regeneration: { others: 'access-tokens-revoked' },
    isActive: { ...staysActive, oldRefreshToken: false, accessToken: false, otherAccessToken: false },
    code: 1,
    problems: ['Other access token'],
    meaning: /an Alation user of its own/,
  },
  {
    title: 'revokes the other refresh tokens of the user',
    regeneration: { others: 'refresh-tokens-revoked' },
    isActive: {
      newRefreshToken: true,
      oldRefreshToken: false,
      accessToken: false,
      otherRefreshToken: false,
      otherAccessToken: false,
    },
    code: 1,
    problems: ['Other refresh token', 'Other access token'],
    meaning: /an Alation user of its own/,
  },
  {
    title: 'gives the new refresh token the expiry of the old refresh token',
    regeneration: { expiry: 'kept' },
    isActive: { ...staysActive, oldRefreshToken: false, accessToken: false },
    code: 1,
    problems: ['New expiry'],
    meaning: /^Leave renewRefreshTokens off: the renewal did not extend the lifetime/,
  },
])(
  'doctor --renewal reports the effect if Alation $title',
  async ({ regeneration, isActive, code, problems, meaning }) => {
    world.alation.behaviour.regeneration = { ...usual, ...regeneration };
    const before = regenerations();
    const { input } = testInput();

    const result = await trial(input);

    expect(regenerations()).toBe(before + 1);
    expect(result.renewal).toMatchObject({ outcome: 'renewed', isActive });
    expect(result.renewal.meaning.join(' ')).toMatch(meaning);
    const found = Object.values(result.findings).filter(({ verdict }) => verdict === 'problem');
    expect(found.map(({ what }) => what)).toEqual(problems);
    expect(result.code).toBe(code);
  },
);

test('a refresh token that was created just now cannot show whether a renewal extends the lifetime', async () => {
  const { code, findings } = await trial(testInput(2, TRIAL_USER, 0).input);
  expect(code).toBe(0);
  expect(findings['New expiry']).toMatchObject({ verdict: 'warning' });
});

test('without a second refresh token, doctor warns that it could not examine other tokens', async () => {
  const { code, renewal, findings } = await trial(testInput(1).input);
  expect(code).toBe(0);
  expect(renewal.isActive).toMatchObject({ newRefreshToken: true, otherRefreshToken: null });
  expect(findings['Other tokens']).toMatchObject({ verdict: 'warning' });
  expect(renewal.meaning.join(' ')).toMatch(/^The trial did not answer every question/);
});

test.each([400, 403, 404, 405, 409, 422])(
  'if Alation answers the renewal with %i, doctor reports that Alation does not offer the renewal',
  async (status) => {
    world.alation.faults.add({ kind: 'status', status, body: {}, path: 'regenRefreshToken' });
    const { code, renewal, findings } = await trial(testInput().input);
    expect(code).toBe(0);
    expect(renewal.outcome).toBe('not-offered');
    expect(findings['Renewal']).toMatchObject({
      verdict: 'warning',
      says: `this Alation does not offer the renewal of refresh tokens (HTTP ${status})`,
    });
  },
);

test('if Alation has no renewal endpoint, doctor reports that Alation does not offer the renewal', async () => {
  world.alation.behaviour.regeneration = { ...usual, offers: 'unavailable' };
  expect((await trial(testInput().input)).renewal.outcome).toBe('not-offered');
});

test('after a lost response doctor does not repeat the renewal, and says that Alation may have revoked the refresh token', async () => {
  const before = regenerations();
  world.alation.faults.add({ kind: 'dropAfterProcessing', path: 'regenRefreshToken' });
  const { code, renewal, findings } = await trial(testInput().input);
  expect(regenerations()).toBe(before + 1);
  expect(code).toBe(1);
  expect(renewal.outcome).toBe('unknown');
  expect(findings['Renewal']?.says).toContain('Alation may have revoked the test refresh token');
});

test('doctor --renewal says what it found and what to do, and shows no token', async () => {
  const { input, tokens } = testInput();
  const before = world.alation.calls.count({ minted: true });

  const { code, stdout, stderr } = await world.cli(['doctor', '--renewal', '--no-aws', '--yes'], input, 200);

  expect(code).toBe(0);
  expect(stderr).toContain('The trial revokes the test refresh token');
  expect(stdout).toMatch(/Alation: Old refresh token +ok +revoked at once/);
  expect(stdout).toMatch(/Alation: New expiry +ok +expires on .* UTC, 10 days later than before/);
  expect(stdout).toMatch(/Alation: Other access token +ok +stays active/);
  expect(stdout).toContain('What the trial means for the setting renewRefreshTokens:');
  expect(stdout).toContain('Revoke the test refresh tokens and any refresh token that the renewal created');
  expect(world.alation.calls.count({ minted: true })).toBeGreaterThan(before);
  expect(findLeaks(stdout + stderr, tokens)).toEqual([]);
});

test('doctor --renewal revokes the access tokens that it minted', async () => {
  await trial(testInput().input);
  const active = world.alation
    .accessTokens()
    .filter(({ userId, status }) => userId === TRIAL_USER && status === 'ACTIVE');
  expect(active).toEqual([]);
});

test('if doctor reads the integrations in AWS, it refuses a refresh token whose user an integration uses, and tries nothing', async () => {
  const before = regenerations();
  const { code, stdout } = await world.cli(['doctor', '--renewal', '--json'], testInput(2, USER_ID).input);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'UserInUse' } });
  expect(stdout).toContain(String.raw`The integration \"tableau\" uses the Alation user ${USER_ID}`);
  expect(regenerations()).toBe(before);
});

test('if doctor reads the integrations in AWS, it tries a refresh token whose user no integration uses', async () => {
  const before = regenerations();
  const { stdout } = await world.cli(['doctor', '--renewal', '--json'], testInput().input);
  expect(JSON.parse(stdout)).toMatchObject({ renewal: { outcome: 'renewed' } });
  expect(regenerations()).toBe(before + 1);
});

test('with --no-aws and without a terminal, doctor --renewal requires --yes', async () => {
  const before = regenerations();
  const { code, stderr } = await world.cli(['doctor', '--renewal', '--no-aws'], testInput().input);
  expect(code).toBe(2);
  expect(stderr).toContain('add --yes');
  expect(regenerations()).toBe(before);
});

test('doctor --renewal refuses an OAuth client, refresh tokens of two users, and the same refresh token twice', async () => {
  const client = world.alation.registerOAuthClient({ name: 'test' });
  const [one, two] = [testInput(1), testInput(1, TRIAL_USER + 1)].map(
    ({ input }) => JSON.parse(input) as { refresh_token: string; user_id: number },
  );
  const base = { base_url: world.alation.url };
  const inputs = [
    { ...base, client_id: client.clientId, client_secret: client.clientSecret },
    { ...base, credentials: [one, two] },
    { ...base, credentials: [one, one] },
  ];
  const before = regenerations();
  for (const input of inputs) {
    const { code } = await world.cli(['doctor', '--renewal', '--no-aws', '--yes'], JSON.stringify(input));
    expect(code).not.toBe(0);
  }
  expect(regenerations()).toBe(before);
});

test('doctor --alation without --renewal renews nothing', async () => {
  const before = regenerations();
  await world.json(['doctor', '--alation', '--no-aws'], testInput(1).input);
  expect(regenerations()).toBe(before);
});
