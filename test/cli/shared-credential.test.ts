import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader', 'oauth-a', 'oauth-b']);
});
afterAll(() => world.close());

const onboard = (integration: string, input: object, ...options: readonly string[]) =>
  world.cli(
    ['onboard', integration, '--from-file', '-', ...options],
    JSON.stringify({ base_url: world.alation.url, ...input }),
  );
const stored = async (integration: string) => world.credentials(integration).catch(() => undefined);

test('onboard and replace refuse a refresh token that another integration uses, and name that integration', async () => {
  const token = { refresh_token: world.refreshToken('shared'), user_id: USER_ID };
  expect((await onboard('tableau', token)).code).toBe(0);

  const refused = await onboard('loader', token);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(
    'The integration "tableau" uses this refresh token already; nothing was stored.',
  );
  expect(refused.stderr).toContain('consumers of both would get 401 or 403');
  expect(refused.stderr).toContain('--shared');
  expect(await stored('loader')).toBeUndefined();

  const own = { refresh_token: world.refreshToken('own'), user_id: USER_ID };
  expect((await onboard('loader', own)).code).toBe(0);
  const replaced = await world.cli(['replace', 'loader'], token.refresh_token);
  expect(replaced.code).toBe(1);
  expect(replaced.stderr).toContain('The integration "tableau" uses this refresh token already');
  expect(await stored('loader')).toMatchObject(own);
});

test('replace stores a shared refresh token with --shared; a sweep then makes both integrations contested, and status shows this state', async () => {
  const { refresh_token: shared } = (await world.credentials('tableau')) as {
    readonly refresh_token: string;
  };
  const replaced = await world.cli(['replace', 'loader', '--shared'], shared);
  expect(replaced).toMatchObject({ code: 0 });

  await world.installation.rotate();
  const status = await world.cli(['status']);
  expect(status.code).toBe(1);
  expect(status.stdout).not.toMatch(/\bfresh\b/);
  expect(status.stdout.replaceAll(/\s+/g, ' ')).toContain(
    'the integration "loader" uses the same credential',
  );
  const { body } = await world.json(['status', 'loader']);
  expect(body).toMatchObject({
    needsPerson: true,
    integrations: [{ state: 'contested', code: 'CredentialShared' }],
  });
  const doctor = await world.json(['doctor']);
  expect(doctor.body).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({
        verdict: 'problem',
        says: expect.stringContaining('loader is contested since'),
      }),
    ]),
  });
});

test('onboard recognises a shared OAuth client by its client id, even with another client secret', async () => {
  const client = world.alation.registerOAuthClient({ name: 'both' });
  const input = { client_id: client.clientId, client_secret: client.clientSecret };
  expect((await onboard('oauth-a', input)).code).toBe(0);
  const other = { ...input, client_secret: 'another secret'.replaceAll(' ', '-') };
  const refused = await onboard('oauth-b', other, '--no-check');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('The integration "oauth-a" uses this OAuth client already');
});
