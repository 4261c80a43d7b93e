import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { hasTerminal, openTerminal } from './terminal.ts';
import { MAIN, startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['dbt', 'loader', 'paused', 'tableau', 'waiting']);
  await Promise.all([
    world.onboard('dbt'),
    world.onboard('loader', 2),
    world.onboard('paused'),
    world.onboard('tableau'),
  ]);
  await world.cli(['pause', 'paused']);
});
afterAll(() => world.close());

const publishedTokens = async (...names: readonly string[]) =>
  Promise.all(names.map(async (name) => (await world.published(name)).accessToken));

test('rotate --all rotates every integration that is not paused and has credentials', async () => {
  const before = await publishedTokens('dbt', 'loader', 'paused', 'tableau');

  const { code, stdout } = await world.cli(['rotate', '--all']);

  const after = await publishedTokens('dbt', 'loader', 'paused', 'tableau');
  expect(code).toBe(0);
  expect(stdout).toBe(
    'dbt has a new access token.\nloader has a new access token.\ntableau has a new access token.\n',
  );
  expect(after.map((token, index) => token === before[index])).toEqual([false, false, true, false]);
});

test('rotate continues after an integration whose rotation fails, and exits 1', async () => {
  const { code, body } = await world.json(['rotate', 'dbt', 'waiting', 'loader', '--force']);

  expect(code).toBe(1);
  expect(body).toMatchObject({
    integrations: [
      { integration: 'dbt', outcome: 'published' },
      { integration: 'waiting', error: { code: 'AwaitingCredentials' } },
      { integration: 'loader', outcome: 'published' },
    ],
  });
});

test('an integration that is named twice is rotated once', async () => {
  const { body } = await world.json(['rotate', 'dbt', 'loader', 'dbt', '--force']);
  expect(body).toMatchObject({ integrations: [{ integration: 'dbt' }, { integration: 'loader' }] });
  expect(body).toHaveProperty('integrations.length', 2);
});

test.each([
  ['without a name', [], 'No integration is named'],
  ['with a name and --all', ['dbt', '--all'], '--all and the name of an integration exclude each other'],
])('rotate %s is wrong usage', async (_, args, message) => {
  const { code, stderr } = await world.cli(['rotate', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain(': npx alation-tokens rotate <integration>\n');
});

test('rotate --all is wrong usage if no integration can be rotated', async () => {
  const { code, stderr } = await world.cli(['rotate', '--all', '--prefix', 'nowhere']);
  expect(code).toBe(2);
  expect(stderr).toContain('No integration can be rotated');
});

test('replace takes the new credentials of several integrations from one JSON object', async () => {
  const tokens = { dbt: world.refreshToken('dbt'), tableau: world.refreshToken('tableau') };
  const input = JSON.stringify({
    dbt: tokens.dbt,
    tableau: { refresh_token: tokens.tableau, user_id: USER_ID },
  });

  const { code, stdout, stderr } = await world.cli(['replace', 'dbt', 'tableau'], input);

  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^"dbt-a": accepted, .*\n\n"tableau-a" of tableau is replaced\./m);
  expect(await world.credentials('dbt')).toMatchObject({ credentials: [{ refresh_token: tokens.dbt }] });
  expect(await world.credentials('tableau')).toMatchObject({
    credentials: [{ refresh_token: tokens.tableau }],
  });
});

test('a credential that Alation rejects stops only the replacement for its own integration', async () => {
  const token = world.refreshToken('tableau');
  const input = JSON.stringify({ dbt: 'n'.repeat(86), tableau: token });

  const { code, stdout } = await world.cli(['replace', 'dbt', 'tableau'], input);

  expect(code).toBe(1);
  expect(stdout).toMatch(/^dbt: Error: /m);
  expect(stdout).toContain('"tableau-a" of tableau is replaced.');
});

test.each([
  ['that lacks an integration', { dbt: 'x' }, 'The input has no credential for tableau'],
  ['with a further field', { dbt: 'x', tableau: 'y', canary3f: 'z' }, 'has 1 further field besides'],
  ['that is a bare token', 'a-refresh-token', 'is not a JSON object'],
])('an input %s changes nothing', async (_, input, message) => {
  const before = await world.credentials('dbt');
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { code, stderr } = await world.cli(['replace', 'dbt', 'tableau'], text);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/canary3f|a-refresh-token/);
  expect(await world.credentials('dbt')).toEqual(before);
});

test('replace refuses an option that describes one credential if several integrations are named', async () => {
  const { code, stderr } = await world.cli(['replace', 'dbt', 'tableau', '--name', 'dbt-a'], '{}');
  expect(code).toBe(2);
  expect(stderr).toContain('describe one credential, but several integrations are named');
});

const session = (...args: readonly string[]) =>
  openTerminal([process.execPath, MAIN, ...args], {
    environment: world.environment,
    folder: world.folder,
  });

describe.skipIf(!hasTerminal)('in a real terminal', () => {
  test('replace asks for the credentials of the integrations one by one, without echo', async () => {
    const tokens = [world.refreshToken('dbt'), world.refreshToken('tableau')];
    const terminal = session('replace', 'dbt', 'tableau');
    for (const [index, name] of ['dbt', 'tableau'].entries()) {
      await terminal.shows(`${name}:`);
      await terminal.shows('Refresh token');
      terminal.type(`${tokens[index]}\r`);
    }
    await terminal.shows('"dbt-a" of dbt is replaced.');
    await terminal.shows('"tableau-a" of tableau is replaced.');

    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(terminal.screen(), tokens)).toEqual([]);
  });

  test('after Ctrl+C at the second question, the command names the integration that is replaced already', async () => {
    const token = world.refreshToken('dbt');
    const terminal = session('replace', 'dbt', 'tableau');
    await terminal.shows('Refresh token');
    terminal.type(`${token}\r`);
    await terminal.shows('tableau:');
    await terminal.shows('Refresh token');
    terminal.type('\u0003');
    await terminal.shows('tableau: Cancelled at a question. Done or failed before: dbt');

    expect(await terminal.ended()).toBe(130);
    expect(await world.credentials('dbt')).toMatchObject({ credentials: [{ refresh_token: token }] });
  });
});
