import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { TokenEndpoints } from '../../../functions/integration/ports.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { findLeaks } from '../../support/canary.ts';
import { type HostileResponse, hostileResponses } from '../../support/hostile-responses.ts';
import { drip, endless, hang, json, reset } from '../../support/raw-server.ts';
import {
  canaries,
  client,
  credential,
  endpoints,
  failureOf,
  mintedBody,
  startScriptedAlation,
} from './fixture.ts';

const secrets = Object.values(canaries);
/** Responses that reflect the secrets of the request, other wrong responses, and responses that never end or never come. */
const faults: Readonly<Record<string, HostileResponse>> = {
  ...hostileResponses,
  'an expired access token': () =>
    json(200, mintedBody({ token_expires_at: '2020-01-01T00:00:00Z', expires_in: -1 })),
  "another user's access token": () => json(200, mintedBody({ user_id: 1 })),
  'a secret as the status of the token': () => json(200, mintedBody({ token_status: canaries.clientSecret })),
  'a secret as the Date': () => json(429, {}, { date: canaries.refreshToken }),
  'an endless body': () => endless(200),
  'a very slow body': () => drip(200),
  'no response': () => hang(),
  'a dropped connection': () => reset(),
};

const operations: Readonly<
  Record<string, (tokenEndpoints: TokenEndpoints, origin: string) => Promise<unknown>>
> = {
  'a mint from a refresh token': (tokenEndpoints, origin) => tokenEndpoints.mint(origin, credential),
  'a renewal of a refresh token': (tokenEndpoints, origin) => tokenEndpoints.regenerate(origin, credential),
  'a mint as an OAuth client': (tokenEndpoints, origin) => tokenEndpoints.mint(origin, client),
  'the verification of an API access token': (tokenEndpoints, origin) =>
    tokenEndpoints.verify(
      origin,
      { accessToken: new Sensitive(canaries.accessToken), tokenType: 'APIAccessToken', userId: 102 },
      credential,
    ),
  'the verification of a bearer token': (tokenEndpoints, origin) =>
    tokenEndpoints.verify(
      origin,
      { accessToken: new Sensitive(canaries.accessToken), tokenType: 'Bearer', userId: undefined },
      client,
    ),
  'the inspection of a refresh token': (tokenEndpoints, origin) => tokenEndpoints.inspect(origin, credential),
};

test.each(Object.keys(faults))('no operation shows a secret if Alation answers with %s', async (fault) => {
  const alation = await startScriptedAlation((request) => (faults[fault] ?? hang)(request));
  const tokenEndpoints = endpoints({ timeoutMs: 400 });

  const outcomes = await Promise.all(
    Object.values(operations).map(async (operation) =>
      operation(tokenEndpoints, alation.origin).then(
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
  'the error of %s without a connection shows no secret',
  async (_, operation) => {
    const error = await failureOf(operation(endpoints(), 'http://127.0.0.1:1'));
    expect(findLeaks(shown([error]), secrets)).toEqual([]);
  },
);

test('the secret that an error of fetch quotes is not shown', async () => {
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
  const alation = await startScriptedAlation(() => json(201, mintedBody()));
  const minted = await endpoints().mint(alation.origin, credential);
  expect(findLeaks(shown([minted]), secrets)).toEqual([]);
});

/** The values in every form that a log may show. */
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
