import { type ReceivedRequest, type Reaction, cutOff, json, redirect, text } from './raw-server.ts';

/** A response that reflects the request's secret in a part that an error message might quote. */
export type HostileResponse = (request: ReceivedRequest) => Reaction;

/** The secret in a request: a refresh token, an access token or a client secret. If none is found, the whole body. */
function secretIn({ body, headers }: ReceivedRequest): string {
  const [, inJson] = /"(?:refresh_token|api_access_token)":\s*"([^"]+)"/.exec(body) ?? [];
  const basic = headers.authorization?.replace(/^Basic /, '') ?? '';
  const [, clientSecret] = /^[^:]*:(.+)$/.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return inJson ?? clientSecret ?? body;
}

const everythingOf = ({ body, headers }: ReceivedRequest) => `${body} ${JSON.stringify(headers)}`;

/** Writes these raw bytes instead of an HTTP response, and ends the connection. */
const bytes =
  (data: string): Reaction =>
  (response) =>
    response.socket?.end(data);

/** Responds with this reason phrase. */
const withReason =
  (status: number, reason: string): Reaction =>
  (response) => {
    response.writeHead(status, reason);
    response.end();
  };

/** A response about this access token that each endpoint could send after a success. */
const goodResponseWith = (token: string): Reaction =>
  json(201, {
    api_access_token: token,
    access_token: token,
    token_type: 'Bearer',
    expires_in: 86_400,
    token_status: 'ACTIVE',
    active: true,
  });

/** Responses that reflect a secret, by the way in which they reflect it. */
export const hostileResponses: Readonly<Record<string, HostileResponse>> = {
  'an error of 400 in JSON': (request) =>
    json(400, { code: secretIn(request), title: secretIn(request), detail: everythingOf(request) }),
  'the secret as OAuth error': (request) =>
    json(400, { error: secretIn(request), error_description: everythingOf(request) }),
  'a rejection as Alation words it, and more fields': (request) =>
    json(401, {
      code: '401000',
      detail: `Refresh token ${secretIn(request)} is expired or revoked.`,
      error: 'invalid_client',
      error_description: everythingOf(request),
    }),
  'a sign-on page with 401': (request) =>
    text(401, `<html>${everythingOf(request)}`, { 'www-authenticate': `Basic realm="${secretIn(request)}"` }),
  '403': (request) => json(403, { detail: everythingOf(request) }),
  '404': (request) => text(404, everythingOf(request)),
  '429 with an unreadable Retry-After': (request) =>
    json(429, { detail: everythingOf(request) }, { 'retry-after': secretIn(request) }),
  'a stack trace with 500': (request) => text(500, `Traceback: ${everythingOf(request)}`),
  '503 with Retry-After': (request) => text(503, everythingOf(request), { 'retry-after': '60' }),
  'a redirect to a URL with the secret': (request) =>
    redirect(307, `https://${secretIn(request)}.example/?t=${encodeURIComponent(secretIn(request))}`),
  'a redirect to an invalid URL': (request) => redirect(302, `ht!tp://[${secretIn(request)}`),
  'a page with 200': (request) => text(200, everythingOf(request)),
  'only the secret': (request) => text(200, secretIn(request)),
  'JSON that ends after the secret': (request) => text(201, `{"access_token": "${secretIn(request)}`),
  'a connection that breaks after the secret': (request) =>
    cutOff(201, `{"access_token": "${secretIn(request)}`),
  'fields of other types': (request) =>
    json(201, {
      api_access_token: [secretIn(request)],
      access_token: { a: secretIn(request) },
      user_id: secretIn(request),
    }),
  'the secret as an active access token': (request) => goodResponseWith(secretIn(request)),
  'an access token that contains the secret': (request) => goodResponseWith(`t.${secretIn(request)}.t`),
  'an access token that contains most of the secret': (request) =>
    goodResponseWith(secretIn(request).slice(1)),
  'an invalid time': (request) =>
    json(201, {
      api_access_token: `${secretIn(request)}\r\n`,
      access_token: `${secretIn(request)}\r\n`,
      token_type: secretIn(request),
      token_expires_at: secretIn(request),
      expires_in: secretIn(request),
    }),
  'an unknown content type': (request) =>
    text(200, '{', { 'content-type': `text/${secretIn(request).replaceAll(/\W/g, '')}` }),
  'a cookie': (request) => text(502, '', { 'set-cookie': `t=${secretIn(request)}` }),
  'a reason phrase': (request) => withReason(418, secretIn(request)),
  'bytes that are not HTTP': (request) => bytes(`${secretIn(request)}\r\n\r\n`),
  'an invalid header': (request) => bytes(`HTTP/1.1 200 OK\r\n${secretIn(request)} \r\n\r\n`),
  'an invalid length': (request) => bytes(`HTTP/1.1 200 OK\r\ncontent-length: ${secretIn(request)}\r\n\r\n`),
  'an invalid chunk': (request) =>
    bytes(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${secretIn(request)}\r\n`),
  'more headers than a client accepts': (request) =>
    text(200, '{}', { 'x-request': `${secretIn(request)} `.repeat(1_000).trim() }),
  'bytes that are not compressed as announced': (request) =>
    text(200, everythingOf(request), { 'content-encoding': 'gzip' }),
  'bytes that are not text': (request) =>
    text(200, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(secretIn(request))])),
};
