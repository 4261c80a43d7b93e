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
  startScript,
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
  'follows no %i, so that another origin sees nothing',
  async (status) => {
    const trap = await startScript(() => json(201, mintedBody()));
    const alation = await startScript(() => redirect(status, `${trap.origin}/`));

    const outcomes = await Promise.all([
      failureOf(endpoints().mint(alation.origin, credential)),
      failureOf(endpoints().mint(alation.origin, client)),
      failureOf(endpoints().verify(alation.origin, published, credential)),
      failureOf(endpoints().inspect(alation.origin, credential)),
    ]);

    expect(outcomes.map((error) => error.code)).toEqual(Array(4).fill('AlationRedirected'));
    expect(outcomes.map((error) => error.message).join(' ')).not.toContain(trap.origin);
    expect(trap.requests).toHaveLength(0);
    expect(alation.requests).toHaveLength(4);
  },
);

test.each([
  ['hangs before its headers', hang()],
  ['drips its body', drip(201)],
  ['drops the connection', reset()],
  ['breaks off within its body', cutOff(201, '{"api_access_token":"')],
])('leaves the outcome of a mint unknown when Alation %s', async (_, reaction) => {
  const alation = await startScript(() => reaction);

  const error = await failureOf(endpoints({ timeoutMs: 300 }).mint(alation.origin, credential));

  expect(error).toMatchObject({ code: 'MintOutcomeUnknown', disposition: 'wait', detail: { sent: true } });
  expect(alation.requests).toHaveLength(1);
});

test.each([
  ['hangs before its headers', hang()],
  ['drips its body', drip(200)],
  ['drops the connection', reset()],
  ['breaks off within its body', cutOff(200, '{"token_status":"ACTIVE"')],
])('takes Alation for unavailable when it %s and nothing was to be minted', async (_, reaction) => {
  const alation = await startScript(() => reaction);
  const rotator = endpoints({ timeoutMs: 300 });

  const errors = await Promise.all([
    failureOf(rotator.verify(alation.origin, published, credential)),
    failureOf(rotator.inspect(alation.origin, credential)),
  ]);

  for (const error of errors)
    expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: true } });
});

test('decides a 5xx by its headers and waits for no body', async () => {
  const alation = await startScript(() => drip(502));
  const error = await failureOf(endpoints({ timeoutMs: 20_000 }).mint(alation.origin, credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { status: 502, sent: true } });
});

test('knows that nothing was sent when the connection is refused', async () => {
  const closed = await startRawServer(() => hang());
  await closed.close();

  const error = await failureOf(endpoints().mint(closed.origin, credential));

  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toContain('ECONNREFUSED');
});

test('knows that nothing was sent when the host has no address', async () => {
  const error = await failureOf(endpoints().mint('https://alation.invalid', credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toMatch(/alation\.invalid got no answer \((ENOTFOUND|EAI_AGAIN)\)/);
});

/** An origin whose server does this when it is greeted by a handshake (RFC 8446 section 2). */
async function greetedBy(reaction: (socket: Socket) => void): Promise<string> {
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
  ['hangs up at the handshake', (socket: Socket) => socket.end(), 'ECONNRESET'],
  ['resets the handshake', (socket: Socket) => socket.resetAndDestroy(), 'ECONNRESET'],
  ['never answers the handshake', () => undefined, 'in time'],
])('knows that nothing was sent to a server that %s', async (_, reaction, told) => {
  const origin = await greetedBy(reaction);
  const error = await failureOf(endpoints({ timeoutMs: 500 }).mint(origin, credential));
  expect(error).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(error.message).toContain(told);
});

test('takes for sent what a server read and did not answer, behind TLS and on a connection used before', async () => {
  const original = getCACertificates('default');
  setDefaultCACertificates([...original, tls.cert]);
  onTestFinished(() => setDefaultCACertificates(original));
  const alation = await startRawServer(
    (_, index) => (index === 0 ? dated(json(201, mintedBody()), NOW) : reset()),
    tls,
  );
  onTestFinished(() => alation.close());
  const rotator = endpoints();
  await rotator.mint(alation.origin, credential);

  const errors = await Promise.all([
    failureOf(rotator.mint(alation.origin, credential)),
    failureOf(rotator.mint(alation.origin, credential)),
  ]);

  for (const error of errors) {
    expect(error).toMatchObject({ code: 'MintOutcomeUnknown', detail: { sent: true } });
  }
  expect(alation.requests).toHaveLength(3);
});

test('stops reading an endless body soon after its cap', async () => {
  let written = 0;
  const alation = await startScript(() =>
    endless(201, (bytes) => {
      written = bytes;
    }),
  );

  const error = await failureOf(endpoints().mint(alation.origin, credential));

  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
  // What the sockets buffer on both sides is written beyond the cap; without a cap it would not end.
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('caps a gzip bomb by what it unpacks to', async () => {
  const alation = await startScript(() => gzipBomb(201, 50_000_000));
  const error = await failureOf(endpoints().mint(alation.origin, credential));
  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
});

test.each([
  ['takes a body of exactly the cap', MAX_BODY_BYTES, true],
  ['refuses a body of one byte more', MAX_BODY_BYTES + 1, false],
])('%s', async (_, bytes, taken) => {
  const body = JSON.stringify(mintedBody());
  const alation = await startScript(() => text(201, body + ' '.repeat(bytes - body.length)));
  const outcome = await endpoints()
    .mint(alation.origin, credential)
    .then(
      () => true,
      () => false,
    );
  expect(outcome).toBe(taken);
});

test('sends nothing to a server whose certificate it does not trust', async () => {
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

test('trusts an added CA, but for the hosts of its certificate only', async () => {
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
  ['headers without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
])('gives a named error for %s', async (_, bytes) => {
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
