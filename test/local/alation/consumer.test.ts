import { expect, test } from 'vitest';
import { mintApiAccessToken, mintJwt, replyOf, startInstance, userinfo } from './fixture.ts';

test('a consumer reads data with its access token in TOKEN or Authorization', async () => {
  const { alation } = await startInstance();
  alation.addUser({ userId: 102, username: 'ann@example.com', role: 'STEWARD' });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const apiAccessToken = await mintApiAccessToken(alation, issued);
  const jwt = await mintJwt(alation, alation.registerOAuthClient({ name: 'loader', role: 'VIEWER' }));

  expect(await userinfo(alation, { TOKEN: apiAccessToken })).toMatchObject({
    status: 200,
    body: { id: 102, username: 'ann@example.com', role: 'STEWARD' },
  });
  for (const header of [['authorization', `Bearer ${jwt}`] as const, ['Token', jwt] as const]) {
    expect(await userinfo(alation, Object.fromEntries([header]))).toMatchObject({
      status: 200,
      body: { role: 'VIEWER' },
    });
  }
});

test.each([401, 403] as const)(
  'an inactive or unknown TOKEN is refused with the configured status %i',
  async (inactiveTokenStatus) => {
    const { alation } = await startInstance({ inactiveTokenStatus });
    const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
    const superseded = await mintApiAccessToken(alation, issued);
    await mintApiAccessToken(alation, issued);
    for (const token of [superseded, 'unknown']) {
      expect(await userinfo(alation, { token })).toMatchObject({
        status: inactiveTokenStatus,
        body: { code: `${inactiveTokenStatus}000` },
      });
    }
  },
);

test('a wrong Bearer token, an API access token as Bearer token and Basic credentials are refused with 401', async () => {
  const { alation } = await startInstance();
  const token = await mintApiAccessToken(
    alation,
    alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' }),
  );
  for (const authorization of ['Bearer nonsense', `Bearer ${token}`, 'Basic eDp5']) {
    expect(await userinfo(alation, { authorization })).toMatchObject({
      status: 401,
      body: { detail: 'Authentication failed: invalid bearer token.' },
    });
  }
});

test('TOKEN takes precedence over Authorization', async () => {
  const { alation } = await startInstance();
  const jwt = await mintJwt(alation, alation.registerOAuthClient({ name: 'loader' }));
  expect((await userinfo(alation, { token: 'unknown', authorization: `Bearer ${jwt}` })).status).toBe(403);
});

test('a request without an access token is refused', async () => {
  const { alation } = await startInstance();
  expect(await userinfo(alation, {})).toMatchObject({
    status: 403,
    body: { detail: 'Authentication credentials were not provided.' },
  });
});

test('the release can be read without an access token', async () => {
  const { alation } = await startInstance();
  expect(await replyOf(fetch(`${alation.url}/full_version`))).toMatchObject({
    status: 200,
    body: { ALATION_RELEASE_NAME: expect.any(String) },
  });
});

test.each([
  { oauth: true, isCloud: true },
  { oauth: false, isCloud: false },
])(
  'the license of an instance with OAuth: $oauth needs an access token, and says is_cloud: $isCloud',
  async ({ oauth, isCloud }) => {
    const { alation } = await startInstance({ oauth });
    const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
    const token = await mintApiAccessToken(alation, issued);
    const license = (headers: Record<string, string>) =>
      replyOf(fetch(`${alation.url}/api/v1/license`, { headers }));
    expect((await license({})).status).toBe(403);
    expect(await license({ token })).toMatchObject({ status: 200, body: { is_cloud: isCloud } });
  },
);
