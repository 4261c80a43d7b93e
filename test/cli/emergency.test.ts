import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld([
    'pair',
    'single',
    'fresh',
    'leak',
    'client',
    'refused',
    'down',
    'never',
    'quiet',
  ]);
});
afterAll(() => world.close());

const isLive = (accessToken: string) => world.alation.accessTokenIsLive(accessToken);

test('rollback publishes the previous access token again, because it is alive', async () => {
  await world.onboarded('pair', 2);
  const first = await world.published('pair');
  expect((await world.cli(['rotate', 'pair'])).code).toBe(0);

  const { code, stdout } = await world.cli(['rollback', 'pair']);

  expect(code).toBe(0);
  expect(stdout).toContain('pair is rolled back to its previous access token, which is alive.');
  expect(await world.published('pair')).toEqual(first);
  expect(isLive(first.accessToken)).toBe(true);
});

test('after a rollback the tags describe what is published, and the next tick verifies it', async () => {
  const before = (await world.json(['status', 'pair'])).body;
  expect(before).toMatchObject({
    integrations: [{ accessToken: { credential: 'pair-a', verified: false } }],
  });

  await world.installation.rotate();

  expect((await world.json(['status', 'pair'])).body).toMatchObject({
    integrations: [{ state: 'fresh', accessToken: { credential: 'pair-a', verified: true } }],
  });
  expect((await world.published('pair')).credential).toBe('pair-a');
});

test('with one credential the previous access token is dead, and nothing is rolled back', async () => {
  await world.onboarded('single');
  expect((await world.cli(['rotate', 'single'])).code).toBe(0);
  const current = await world.published('single');

  const { code, stderr } = await world.cli(['rollback', 'single']);

  expect(code).toBe(1);
  expect(stderr).toContain('The previous access token is dead, so nothing was rolled back');
  expect(stderr).toContain('a second credential keeps the previous one alive');
  expect(await world.published('single')).toEqual(current);
});

test('without a previous version there is nothing to roll back to', async () => {
  await world.onboarded('fresh');
  const { code, stderr } = await world.cli(['rollback', 'fresh']);
  expect(code).toBe(1);
  expect(stderr).toContain('alation/fresh/access-token has no version under AWSPREVIOUS');
});

test('revoke kills every access token of every credential and publishes a live one', async () => {
  await world.onboarded('leak', 2);
  const first = await world.published('leak');
  expect((await world.cli(['rotate', 'leak'])).code).toBe(0);
  const second = await world.published('leak');
  expect([isLive(first.accessToken), isLive(second.accessToken)]).toEqual([true, true]);

  const { code, body } = await world.json(['revoke', 'leak', '--yes']);

  expect(code).toBe(0);
  expect(body).toMatchObject({
    revoked: [
      { credential: 'leak-a', outcome: 'revoked' },
      { credential: 'leak-b', outcome: 'revoked' },
    ],
    outcome: 'published',
  });
  expect([isLive(first.accessToken), isLive(second.accessToken)]).toEqual([false, false]);
  expect(isLive((await world.published('leak')).accessToken)).toBe(true);
});

test('the one access token of an OAuth client is revoked as well', async () => {
  const client = world.alation.registerOAuthClient({ name: 'client' });
  const args = ['onboard', 'client', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const before = await world.published('client');

  expect((await world.cli(['revoke', 'client', '--yes'])).code).toBe(0);

  expect(isLive(before.accessToken)).toBe(false);
  expect(isLive((await world.published('client')).accessToken)).toBe(true);
});

test('nobody is there to ask: without --yes nothing is revoked', async () => {
  await world.onboarded('never');
  const { accessToken } = await world.published('never');

  const { code, stderr } = await world.cli(['revoke', 'never'], 'y\n');

  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens revoke never --yes');
  expect(isLive(accessToken)).toBe(true);
});

test('what could not be revoked is named, and a new access token is published all the same', async () => {
  await world.onboarded('refused', 2);
  const { accessToken } = await world.published('refused');
  const minter = world.alation.mintedBy(accessToken);
  if (minter === undefined || !('refreshTokenId' in minter)) throw new Error('minted by no refresh token');
  world.alation.revokeRefreshToken(minter.refreshTokenId);

  const { code, stderr } = await world.cli(['revoke', 'refused', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Not every access token is revoked');
  expect(stderr).toContain('"refused-a": Alation refuses the credential');
  expect(stderr).toContain('"refused-b": access tokens revoked');
  expect((await world.published('refused')).credential).toBe('refused-b');
});

test('an Alation that is down revokes nothing for certain, and that is said', async () => {
  await world.onboarded('down');
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['revoke', 'down', '--yes']);
  world.alation.outage(false);

  expect(code).toBe(3);
  expect(stderr).toContain('"down-a": not certain: Alation does not answer (AlationUnavailable)');
});

test('without credentials there is nothing to revoke with', async () => {
  const { code, stderr } = await world.cli(['revoke', 'quiet', '--yes']);
  expect(code).toBe(1);
  expect(stderr).toContain('quiet has no credentials');
});
