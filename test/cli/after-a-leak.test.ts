import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau']);
});
afterAll(() => world.close());

const document = z.object({
  credentials: z.array(z.object({ name: z.string(), refresh_token: z.string() })),
});
const mintResponse = z.object({ api_access_token: z.string() });

/** Mints from a leaked refresh token, as a thief does. Throws an error with the HTTP status if Alation refuses. */
async function mintAsThief(refreshToken: string): Promise<string> {
  const response = await fetch(`${world.alation.url}/integration/v1/createAPIAccessToken/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: refreshToken, user_id: USER_ID }),
  });
  if (!response.ok) throw new Error(`Alation answered ${response.status}`);
  return mintResponse.parse(await response.json()).api_access_token;
}

const isActive = (accessToken: string) => world.alation.isAccessTokenActive(accessToken);

test('after a leak of an access token, the steps of docs/security.md make the leaked access token inactive', async () => {
  await world.onboard('tableau', 2);
  const { accessToken: leaked } = await world.published('tableau');

  expect((await world.cli(['revoke', 'tableau', '--yes'])).code).toBe(0);
  expect((await world.cli(['verify', 'tableau'])).code).toBe(0);

  expect(isActive(leaked)).toBe(false);
  expect(isActive((await world.published('tableau')).accessToken)).toBe(true);
});

test('after a leak of a refresh token, the steps of docs/security.md revoke the refresh token and the access tokens minted from it', async () => {
  await world.onboard('tableau', 2);
  const { credentials } = document.parse(await world.credentials('tableau'));
  const { name = '', refresh_token: leaked = '' } = credentials[1] ?? {};
  const stolen = await mintAsThief(leaked);
  expect(isActive(stolen)).toBe(true);

  const given = `${world.refreshToken('new')}\n`;
  expect((await world.cli(['replace', 'tableau', '--name', name], given)).code).toBe(0);
  const minter = world.alation.mintedBy(stolen);
  if (minter === undefined || !('refreshTokenId' in minter))
    throw new Error('the stolen access token was not minted from a refresh token');
  world.alation.revokeRefreshToken(minter.refreshTokenId, { withAccessTokens: true });
  for (const command of ['rotate', 'verify', 'status']) {
    expect((await world.cli([command, 'tableau'])).code).toBe(0);
  }

  expect(isActive((await world.published('tableau')).accessToken)).toBe(true);
  expect(isActive(stolen)).toBe(false);
  await expect(mintAsThief(leaked)).rejects.toThrow('Alation answered 401');
  expect(JSON.stringify(await world.credentials('tableau'))).not.toContain(leaked);
});
