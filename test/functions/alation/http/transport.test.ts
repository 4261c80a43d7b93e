import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../../../functions/alation/http/bounded-body.ts';
import { Sensitive } from '../../../../functions/integration/sensitive.ts';
import {
  cutOff,
  dated,
  drip,
  endless,
  gzipBomb,
  hang,
  json,
  portOf,
  redirect,
  reset,
  startRawServer,
  text,
} from '../../../support/raw-server.ts';
import {
  canaries,
  client,
  credential,
  endpoints,
  failureOf,
  mintedBody,
  NOW,
  startScriptedAlation,
} from '../fixture.ts';

const published = {
  accessToken: new Sensitive(canaries.accessToken),
  tokenType: 'APIAccessToken',
  userId: 102,
} as const;

const tls = {
  key: readFileSync(new URL('../../../support/tls/localhost-key.pem', import.meta.url), 'utf8'),
  cert: readFileSync(new URL('../../../support/tls/localhost-cert.pem', import.meta.url), 'utf8'),
};

test.each([300, 301, 302, 303, 304, 305, 307, 308])(
  'a redirect %i is not followed, so another origin receives nothing',
  async (status) => {
    const trap = await startScriptedAlation(() => json(201, mintedBody()));
    const alation = await startScriptedAlation(() => redirect(status, `${trap.origin}/`));

    const outcomes = await Promise.all([
      failureOf(endpoints().mint(alation.origin, credential)),
      failureOf(endpoints().mint(alation.origin, client)),
      failureOf(endpoints().verify(alation.origin, published, credential)),
      failureOf(endpoints().inspect(alation.origin, credential)),
    ]);

    expect(outcomes.map((error) => error.code)).toEqual(Array(4).fill('AlationRedirected'));
    expect(outcomes.map((error) => error.message)).toEqual(
      Array(4).fill(expect.stringContaining(`, redirect to ${new URL(trap.origin).host}.`)),
    );
    expect(trap.requests).toHaveLength(0);
    expect(alation.requests).toHaveLength(4);
  },
);

test.each([
  ['sends no headers', hang()],
  ['sends the body too slowly', drip(201)],
  ['drops the connection', reset()],
  ['closes the connection within the body', cutOff(201, '{"api_access_token":"')],
])('the outcome of a mint is unknown if Alation %s', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);

  const error = await failureOf(endpoints({ timeoutMs: 1_000 }).mint(alation.origin, credential));

  expect(error).toMatchObject({ code: 'MintOutcomeUnknown', disposition: 'wait', detail: { sent: true } });
  expect(alation.requests).toHaveLength(1);
});

test.each([
  ['sends no headers', hang()],
  ['sends the body too slowly', drip(200)],
  ['drops the connection', reset()],
  ['closes the connection within the body', cutOff(200, '{"token_status":"ACTIVE"')],
])('Alation counts as unavailable if it %s on a request that mints nothing', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);
  const tokenEndpoints = endpoints({ timeoutMs: 1_000 });

  const errors = await Promise.all([
    failureOf(tokenEndpoints.verify(alation.origin, published, credential)),
    failureOf(tokenEndpoints.inspect(alation.origin, credential)),
  ]);

  for (const error of errors)
    expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: true } });
});

test('the rotator does not read the body of a 5xx', async () => {
  const alation = await startScriptedAlation(() => drip(502));
  const error = await failureOf(endpoints({ timeoutMs: 20_000 }).mint(alation.origin, credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { status: 502, sent: true } });
});

test('nothing is sent if the connection is refused', async () => {
  const closed = await startRawServer(() => hang());
  await closed.close();

  const error = await failureOf(endpoints().mint(closed.origin, credential));

  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toContain('ECONNREFUSED');
});

test('nothing is sent if the host has no address', async () => {
  const error = await failureOf(endpoints().mint('https://alation.invalid', credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toMatch(/alation\.invalid got no answer \((ENOTFOUND|EAI_AGAIN)\)/);
});

/**
 * Starts a server with this reaction to the first bytes of a TLS handshake (RFC 8446 section 2); returns its origin.
 */
async function startHandshakeServer(reaction: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => reaction(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `https://127.0.0.1:${portOf(server.address())}`;
}

/** The fatal alert `handshake_failure` (RFC 8446 section 6). */
const handshakeFailure = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);

test.each([
  ['speaks no TLS', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'ERR_SSL_'],
  ['refuses the handshake', (socket: Socket) => socket.end(handshakeFailure), 'HANDSHAKE_FAILURE'],
  ['closes the connection at the handshake', (socket: Socket) => socket.end(), 'ECONNRESET'],
  ['resets the handshake', (socket: Socket) => socket.resetAndDestroy(), 'ECONNRESET'],
  ['never answers the handshake', () => undefined, 'in time'],
])('nothing is sent to a server that %s', async (_, reaction, expected) => {
  const origin = await startHandshakeServer(reaction);
  const error = await failureOf(endpoints({ timeoutMs: 1_000 }).mint(origin, credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toContain(expected);
});

test('a request over TLS counts as sent if the server read the request, on a new and on a reused connection', async () => {
  const original = getCACertificates('default');
  setDefaultCACertificates([...original, tls.cert]);
  onTestFinished(() => setDefaultCACertificates(original));
  const alation = await startRawServer(
    (_, index) => (index === 0 ? dated(json(201, mintedBody()), NOW) : reset()),
    tls,
  );
  onTestFinished(() => alation.close());
  const tokenEndpoints = endpoints();
  await tokenEndpoints.mint(alation.origin, credential);

  const errors = await Promise.all([
    failureOf(tokenEndpoints.mint(alation.origin, credential)),
    failureOf(tokenEndpoints.mint(alation.origin, credential)),
  ]);

  for (const error of errors) {
    expect(error).toMatchObject({ code: 'MintOutcomeUnknown', detail: { sent: true } });
  }
  expect(alation.requests).toHaveLength(3);
});

test('an endless body is not read far beyond the limit', async () => {
  let written = 0;
  const alation = await startScriptedAlation(() =>
    endless(201, (bytes) => {
      written = bytes;
    }),
  );

  const error = await failureOf(endpoints().mint(alation.origin, credential));

  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
  // The sockets buffer some bytes beyond the limit. Without a limit the body would not end.
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('the size limit applies to the body after decompression', async () => {
  const alation = await startScriptedAlation(() => gzipBomb(201, 50_000_000));
  const error = await failureOf(endpoints().mint(alation.origin, credential));
  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
});

test.each([
  ['a body of exactly the limit is accepted', MAX_BODY_BYTES, true],
  ['a body one byte above the limit is refused', MAX_BODY_BYTES + 1, false],
])('%s', async (_, bytes, accepted) => {
  const body = JSON.stringify(mintedBody());
  const alation = await startScriptedAlation(() => text(201, body + ' '.repeat(bytes - body.length)));
  const outcome = await endpoints()
    .mint(alation.origin, credential)
    .then(
      () => true,
      () => false,
    );
  expect(outcome).toBe(accepted);
});

test('nothing is sent to a server with an untrusted certificate', async () => {
  const alation = await startRawServer(() => json(201, mintedBody()), tls);
  onTestFinished(() => alation.close());

  const error = await failureOf(endpoints().mint(alation.origin, credential));

  expect(error).toMatchObject({
    code: 'CertificateRejected',
    disposition: 'reconfigure',
    detail: { sent: false },
  });
  expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
  expect(alation.requests).toHaveLength(0);
});

test('an added self-signed certificate is trusted only for the hosts that it names', async () => {
  const original = getCACertificates('default');
  setDefaultCACertificates([...original, tls.cert]);
  onTestFinished(() => setDefaultCACertificates(original));
  const alation = await startRawServer(() => dated(json(201, mintedBody()), NOW), tls);
  onTestFinished(() => alation.close());

  await expect(endpoints().mint(alation.origin, credential)).resolves.toMatchObject({
    tokenType: 'APIAccessToken',
  });
  const error = await failureOf(endpoints().mint(`https://127.0.0.1:${alation.port}`, credential));

  expect(error).toMatchObject({ code: 'CertificateRejected', detail: { sent: false } });
  expect(error.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(alation.requests).toHaveLength(1);
});

test.each([
  ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['a status beyond HTTP', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ['endless headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
])('a mint fails with a RotationError if the server sends %s', async (_, bytes) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const port = portOf(server.address());

  const error = await failureOf(endpoints().mint(`http://127.0.0.1:${port}`, credential));

  expect(['MintOutcomeUnknown', 'AlationAnswerMalformed']).toContain(error.code);
  expect(error.detail.sent).toBe(true);
});
