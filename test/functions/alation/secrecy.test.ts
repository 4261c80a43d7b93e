import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { TokenEndpoints } from '../../../functions/integration/ports.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { findLeaks } from '../../support/canary.ts';
import { cutOff, drip, endless, hang, json, redirect, reset, text } from '../../support/raw-server.ts';
import type { Reaction } from '../../support/raw-server.ts';
import { canaries, client, credential, endpoints, failureOf, mintedBody, startScript } from './fixture.ts';

const secrets = Object.values(canaries);
const all = secrets.join(' ');

/** Responses that repeat the secrets of the request. */
const faults: Readonly<Record<string, Reaction>> = {
  'HTML with 200': text(200, `<html>${all}</html>`),
  'truncated JSON': text(200, `{"api_access_token": "${all}`, { 'content-type': 'application/json' }),
  'JSON that begins with a secret': text(200, all),
  'another shape': json(200, { [canaries.refreshToken]: secrets, active: all }),
  'an access token with line breaks': json(
    200,
    mintedBody({ api_access_token: secrets.join('\n'), access_token: all }),
  ),
  "another user's access token": json(200, mintedBody({ user_id: 1 })),
  'an expired access token': json(
    200,
    mintedBody({ token_expires_at: '2020-01-01T00:00:00Z', expires_in: -1 }),
  ),
  'a status of secrets': json(200, mintedBody({ token_status: all })),
  '400 with texts': json(400, { code: all, title: all, detail: all, errors: [all], error_description: all }),
  '400 as OAuth': json(400, { error: 'invalid_request', error_description: all, error_uri: all }),
  '401 with texts': json(401, { code: '401000', detail: all }),
  '401 as OAuth': json(401, { error: 'invalid_client', error_description: all }),
  '401 as HTML': text(401, all),
  '403': json(403, { detail: all }),
  '404': text(404, all),
  '429 with secrets in headers': json(
    429,
    {},
    { 'retry-after': canaries.accessToken, date: canaries.refreshToken },
  ),
  '500': text(500, all),
  '503 with a content type of secrets': text(503, all, { 'content-type': `text/${canaries.refreshToken}` }),
  '404 with a content type of secrets': text(404, all, {
    'content-type': `${canaries.accessToken}/x; a=${all}`,
  }),
  'a redirect to secrets': redirect(302, `https://${canaries.clientSecret}.example/${canaries.refreshToken}`),
  'a reason phrase of secrets': (response) => {
    response.writeHead(500, canaries.refreshToken);
    response.end();
  },
  'broken headers': (response) => response.socket?.end(`${all}\r\n\r\n`),
  'an incomplete body': cutOff(200, all),
  'an endless body': endless(200),
  'a very slow body': drip(200),
  'no response': hang(),
  'a dropped connection': reset(),
};

const operations: Readonly<Record<string, (rotator: TokenEndpoints, origin: string) => Promise<unknown>>> = {
  'mint from a refresh token': (rotator, origin) => rotator.mint(origin, credential),
  'mint as an OAuth client': (rotator, origin) => rotator.mint(origin, client),
  'verify an API access token': (rotator, origin) =>
    rotator.verify(
      origin,
      { accessToken: new Sensitive(canaries.accessToken), tokenType: 'APIAccessToken', userId: 102 },
      credential,
    ),
  'verify a bearer token': (rotator, origin) =>
    rotator.verify(
      origin,
      { accessToken: new Sensitive(canaries.accessToken), tokenType: 'Bearer', userId: undefined },
      client,
    ),
  inspect: (rotator, origin) => rotator.inspect(origin, credential),
};

test.each(Object.keys(faults))('no operation shows a secret if Alation answers with %s', async (fault) => {
  const alation = await startScript(() => faults[fault] ?? hang());
  const rotator = endpoints({ timeoutMs: 400 });

  const outcomes = await Promise.all(
    Object.values(operations).map(async (operation) =>
      operation(rotator, alation.origin).then(
        (value) => value,
        (error: unknown) => error,
      ),
    ),
  );

  const failures = outcomes.filter((outcome) => outcome instanceof Error);
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) {
    expect(failure.name).toBe('RotationError');
    expect(failure).not.toHaveProperty('cause');
  }
  expect(findLeaks(shown(outcomes), secrets)).toEqual([]);
});

test.each(Object.entries(operations).slice(0, 4))(
  '%s shows no secret without a connection',
  async (_, operation) => {
    const error = await failureOf(operation(endpoints(), 'http://127.0.0.1:1'));
    expect(findLeaks(shown([error]), secrets)).toEqual([]);
  },
);

test('an error of fetch that quotes a secret is not shown', async () => {
  const error = await failureOf(
    endpoints({
      fetch: async (_, init) => {
        throw new TypeError(`invalid header value ${inspect(init)}`, { cause: { init } });
      },
    }).mint('https://acme.example', client),
  );
  expect(error).toMatchObject({ code: 'MintOutcomeUnknown', detail: { sent: true } });
  expect(findLeaks(shown([error]), secrets)).toEqual([]);
});

test('a minted access token is hidden unless it is revealed', async () => {
  const alation = await startScript(() => json(201, mintedBody()));
  const minted = await endpoints().mint(alation.origin, credential);
  expect(findLeaks(shown([minted]), secrets)).toEqual([]);
});

/** The value in every form that a log may show. */
function shown(values: readonly unknown[]): string {
  return values
    .flatMap((value) => [
      inspect(value, { depth: Infinity, showHidden: true, getters: true }),
      String(value),
      JSON.stringify(value) ?? '',
      value instanceof Error ? `${value.message} ${value.stack ?? ''}` : '',
    ])
    .join('\n');
}
