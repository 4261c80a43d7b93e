import { onTestFinished } from 'vitest';
import type { IssuedOAuthClient, IssuedRefreshToken } from '../../../local/alation/control.ts';
import {
  type LocalAlation,
  type LocalAlationOptions,
  startLocalAlation,
} from '../../../local/alation/server.ts';
import { type MovableClock, movableClock } from '../../../local/clock.ts';

export const START = Date.parse('2026-11-24T08:00:00.000Z');

/** An instance and its clock, for one test. */
export interface TestInstance {
  readonly alation: LocalAlation;
  readonly clock: MovableClock;
}

/** Starts an instance at `START`. It stops at the end of the test. */
export async function startInstance(options: Partial<LocalAlationOptions> = {}): Promise<TestInstance> {
  const clock = movableClock(START);
  const alation = await startLocalAlation({ clock, supersession: 'revokes', ...options });
  onTestFinished(() => alation.close());
  return { alation, clock };
}

/** A response. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Reads a response. A body that is not JSON is returned as text. */
export async function replyOf(pending: Promise<Response>): Promise<Reply> {
  const response = await pending;
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Calls an endpoint for API keys with JSON. */
export function callApiKeys({ url }: LocalAlation, endpoint: string, body: object): Promise<Reply> {
  return replyOf(
    fetch(`${url}/integration/v1/${endpoint}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

/** The refresh token and user id in a request to Alation. */
export function pairOf({ refreshToken, userId }: IssuedRefreshToken): object {
  return { refresh_token: refreshToken, user_id: userId };
}

/** Mints an API access token over HTTP. */
export async function mintApiAccessToken(alation: LocalAlation, issued: IssuedRefreshToken): Promise<string> {
  const { body } = await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued));
  return textOf(body, 'api_access_token');
}

/** Place of the client's id and secret in an OAuth request. */
export type ClientForm = 'basic' | 'body';

/** Calls an OAuth endpoint with a form. */
export function callOAuth(
  { url }: LocalAlation,
  path: string,
  form: Readonly<Record<string, string>>,
  client: Pick<IssuedOAuthClient, 'clientId' | 'clientSecret'>,
  by: ClientForm = 'basic',
): Promise<Reply> {
  const { clientId, clientSecret } = client;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  return replyOf(
    fetch(`${url}/oauth/v2/${path}`, {
      method: 'POST',
      headers: by === 'basic' ? { authorization: `Basic ${basic}` } : {},
      body: new URLSearchParams(
        by === 'basic' ? form : { ...form, client_id: clientId, client_secret: clientSecret },
      ),
    }),
  );
}

/** Requests a JWT. */
export function requestJwt(
  alation: LocalAlation,
  client: IssuedOAuthClient,
  by?: ClientForm,
): Promise<Reply> {
  return callOAuth(alation, 'token/', { grant_type: 'client_credentials' }, client, by);
}

/** Mints a JWT over HTTP. */
export async function mintJwt(alation: LocalAlation, client: IssuedOAuthClient): Promise<string> {
  return textOf((await requestJwt(alation, client)).body, 'access_token');
}

/** Introspects a JWT and verifies its signature. */
export function introspect(alation: LocalAlation, client: IssuedOAuthClient, token: string): Promise<Reply> {
  return callOAuth(alation, 'introspect/?verify_token=true', { token }, client);
}

/** Calls a data endpoint as a consumer. */
export function userinfo({ url }: LocalAlation, headers: Readonly<Record<string, string>>): Promise<Reply> {
  return replyOf(fetch(`${url}/integration/v1/userinfo/`, { headers: { ...headers } }));
}

/** A field of a response that must be text. */
export function textOf(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  if (typeof value !== 'string') throw new TypeError(`The response has no ${field}.`);
  return value;
}
