import { expect, test } from 'vitest';
import { classifyConnectionFailure } from '../../../../functions/alation/http/connection-failure.ts';

function fetchFailed(code: string, extra: Record<string, unknown> = {}): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('inner'), { code, ...extra }) });
}

test.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])(
  'knows that %s was not sent',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'connection', code, sent: false });
  },
);

test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])(
  'knows that %s was not sent while connecting',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'connect' })).sent).toBe(false);
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'write' })).sent).toBe(true);
  },
);

test.each(['UND_ERR_ABORTED', 'UND_ERR_PRX_CONN', 'UND_ERR_PRX_TLS'])(
  'knows that %s was not sent, for a proxy stood in the way',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'proxy', code, sent: false });
  },
);

test.each(['EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND', 'ESERVFAIL'])(
  'knows that %s was not sent, for the name has no address',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'getaddrinfo' })).sent).toBe(false);
  },
);

test.each([
  ['ECONNRESET', fetchFailed('ECONNRESET')],
  ['timeout', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
])('takes %s for not sent, and for sent, when that was seen', (code, error) => {
  expect(classifyConnectionFailure(error, false)).toMatchObject({ code, sent: false });
  expect(classifyConnectionFailure(error, true)).toMatchObject({ code, sent: true });
});

test('names the alert of a handshake as OpenSSL does, with a slash', () => {
  const code = 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE';
  expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'connection', code, sent: true });
});

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('takes %s for trouble with the certificate', (code) => {
  expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'certificate', code, sent: false });
});

test.each([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'HPE_INVALID_CONSTANT',
  'SOMETHING_NEW',
])('assumes that %s was sent', (code) => {
  expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'connection', code, sent: true });
});

test.each([
  undefined,
  'ECONNREFUSED',
  new Error('no code'),
  new TypeError('bad header value'),
  { code: 'ENOTFOUND' },
])('assumes that what it does not recognise was sent: %s', (error) => {
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'connection', code: 'unknown', sent: true });
});

test('assumes that a request out of time was sent', () => {
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'timeout', code: 'timeout', sent: true });
});

function allFailed(attempts: readonly Error[]): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new AggregateError(attempts), { code: 'ECONNREFUSED' }),
  });
}

test('needs every address of a host to have failed before sending', () => {
  const refused = Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const broken = Object.assign(new Error('b'), { code: 'ECONNRESET' });
  expect(classifyConnectionFailure(allFailed([refused, refused])).sent).toBe(false);
  expect(classifyConnectionFailure(allFailed([refused, broken])).sent).toBe(true);
});

test('ends on causes that go round in a circle', () => {
  const error = new Error('round');
  error.cause = error;
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'connection', code: 'unknown', sent: true });
});
