import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTerminal, openTerminal } from './terminal.ts';
import { MAIN, startWorld, USER_ID, type World } from './world.ts';

const INTEGRATIONS = ['text', 'fields', 'binary', 'asked', 'refused', 'readable', 'pointed'];

let world: World;
beforeAll(async () => {
  world = await startWorld(INTEGRATIONS);
});
afterAll(() => world.close());

/** An operator stores a value that the rotator cannot use. */
const storeByHand = (integration: string, value: { SecretString: string } | { SecretBinary: Uint8Array }) =>
  world.installation.secretsManager.send(
    new PutSecretValueCommand({ SecretId: `alation/${integration}/credentials`, ...value }),
  );

const onboard = (integration: string, ...more: readonly string[]) =>
  world.cli(
    ['onboard', integration, '--base-url', world.alation.url, '--user-id', String(USER_ID), ...more],
    world.refreshToken(integration),
  );

test.each([
  ['text', { SecretString: 'Zr4kQ8vUw2nXy7Lp1Hs9' }],
  ['fields', { SecretString: JSON.stringify({ refresh_token: 'Zr4kQ8vUw2nXy7Lp1Hs9', user_id: '7' }) }],
  ['binary', { SecretBinary: Buffer.from('Zr4kQ8vUw2nXy7Lp1Hs9') }],
])(
  'onboard --yes overwrites a malformed value (%s), and reports the overwrite',
  async (integration, value) => {
    await storeByHand(integration, value);

    const { code, stdout, stderr } = await onboard(integration, '--yes');

    expect(stderr).toContain(`The stored credentials of ${integration} cannot be read`);
    expect(stderr).toContain('AWSPREVIOUS keeps the overwritten value until the next change');
    expect(stderr + stdout).not.toContain('Zr4kQ8');
    expect(code).toBe(0);
    expect(await world.credentials(integration)).toMatchObject({ base_url: world.alation.url });
  },
);

test('onboard without --yes and without a terminal overwrites nothing, and names --yes', async () => {
  await storeByHand('refused', { SecretString: '{}' });

  const { code, stderr } = await onboard('refused');

  expect(code).toBe(2);
  expect(stderr).toContain('the field "base_url" is missing');
  expect(stderr).toContain('npx alation-tokens onboard refused --yes');
  expect(await world.credentials('refused')).toEqual({});
});

test('replace, onboard --second, rotate and status say how to store unreadable credentials again', async () => {
  await storeByHand('pointed', { SecretString: '{}' });
  await world.installation.rotate({ integration: 'pointed' });

  const replaced = await world.cli(['replace', 'pointed'], 'token');
  const added = await onboard('pointed', '--second');
  const rotated = await world.cli(['rotate', 'pointed']);
  const status = await world.cli(['status', 'pointed']);

  for (const { code, stdout, stderr } of [replaced, added, rotated, status]) {
    expect(stdout + stderr).toContain('npx alation-tokens onboard pointed\n');
    expect(code).toBe(1);
  }
});

test('onboard --yes does not overwrite credentials that an access token was published from', async () => {
  await world.onboard('readable');
  const before = await world.credentials('readable');

  const { code, stderr } = await onboard('readable', '--yes');

  expect(code).toBe(2);
  expect(stderr).toContain('readable has credentials already');
  expect(await world.credentials('readable')).toEqual(before);
});

describe.skipIf(!hasTerminal)('at a terminal', () => {
  test('onboard asks before it overwrites unreadable credentials', async () => {
    await storeByHand('asked', { SecretString: 'nonsense' });
    const file = world.file(
      'asked.json',
      JSON.stringify({
        base_url: world.alation.url,
        refresh_token: world.refreshToken('asked'),
        user_id: USER_ID,
      }),
    );
    const terminal = openTerminal([process.execPath, MAIN, 'onboard', 'asked', '--from-file', file], world);
    await terminal.shows('The stored credentials of asked cannot be read');
    await terminal.shows('Overwrite the stored credentials of asked?');
    terminal.type('y\r');
    await terminal.shows('asked is onboarded.');
    expect(await terminal.ended()).toBe(0);
  });
});
