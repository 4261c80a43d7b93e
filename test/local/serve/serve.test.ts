import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../local/installation/silent.ts';
import { instructions } from '../../../local/serve/instructions.ts';
import { serve, type Served } from '../../../local/serve/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve(
    { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' },
    () => silentLog,
  );
  await served.tick();
});
afterAll(async () => {
  await served.close();
});

const post = async (path: string, body?: object) => {
  const response = await fetch(`${served.controlUrl}${path}`, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};
const published = async () => {
  const { SecretString } = await served.installation.secretsManager.send(
    new GetSecretValueCommand({ SecretId: 'alation/demo/access-token' }),
  );
  return JSON.parse(SecretString ?? '') as { access_token: string; credential: string };
};

test('the demo integration has a live access token after the first tick', async () => {
  expect(served.alation.accessTokenIsLive((await published()).access_token)).toBe(true);
});

test('the clock put ahead by 13 hours makes the next rotation due, and both access tokens live', async () => {
  const before = await published();
  expect(await post('/advance', { hours: 13 })).toMatchObject({
    status: 200,
    body: { sweep: { outcomes: { rotated: 1 } } },
  });
  const after = await published();
  expect(after.credential).not.toBe(before.credential);
  expect(served.alation.accessTokenIsLive(before.access_token)).toBe(true);
  expect(served.alation.accessTokenIsLive(after.access_token)).toBe(true);
});

test('a tick and a run of the warner can be asked for', async () => {
  expect(await post('/tick')).toMatchObject({ status: 200, body: { due: 0 } });
  expect(await post('/warn')).toMatchObject({ status: 200, body: { integrations: 2 } });
});

test.each([
  ['/advance', { hours: -1 }, 400, 'expected {"hours": 12}, more than 0 and at most 100000'],
  ['/advance', { days: 1 }, 400, 'expected {"hours": 12}, more than 0 and at most 100000'],
  ['/nothing', {}, 404, 'there is GET /, POST /advance, POST /tick and POST /warn'],
])('POST %s with %j is refused with what is allowed', async (path, body, status, error) => {
  expect(await post(path, body)).toEqual({ status, body: { error } });
});

test('the instructions name the addresses that are really up', () => {
  const text = instructions(served);
  for (const url of [served.aws.url, served.alation.url, served.controlUrl]) expect(text).toContain(url);
});
