import { expect, test } from 'vitest';
import { classifyConnectionFailure } from '../../../../functions/alation/http/connection-failure.ts';

function fetchFailed(code: string, extra: Record<string, unknown> = {}): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('inner'), { code, ...extra }) });
}

test.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])(
  '%s means that the request was not sent',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'connection', code, sent: false });
  },
);

test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])(
  'the request was not sent if connecting fails with %s, and may have been sent if writing fails with this code',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'connect' })).sent).toBe(false);
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'write' })).sent).toBe(true);
  },
);

test.each(['UND_ERR_ABORTED', 'UND_ERR_PRX_CONN', 'UND_ERR_PRX_TLS'])(
  '%s means that a proxy opened no tunnel and the request was not sent',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'proxy', code, sent: false });
  },
);

test.each(['EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND', 'ESERVFAIL'])(
  '%s in the name lookup means that the request was not sent',
  (code) => {
    expect(classifyConnectionFailure(fetchFailed(code, { syscall: 'getaddrinfo' })).sent).toBe(false);
  },
);

test.each([
  ['ECONNRESET', fetchFailed('ECONNRESET')],
  ['timeout', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
])('an observation of whether the request was sent takes precedence over the code: %s', (code, error) => {
  expect(classifyConnectionFailure(error, false)).toMatchObject({ code, sent: false });
  expect(classifyConnectionFailure(error, true)).toMatchObject({ code, sent: true });
});

test('the OpenSSL name of a handshake alert is kept with its slash', () => {
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
])('%s is a certificate failure', (code) => {
  expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'certificate', code, sent: false });
});

test.each([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'HPE_INVALID_CONSTANT',
  'SOMETHING_NEW',
])('%s means that the request may have been sent', (code) => {
  expect(classifyConnectionFailure(fetchFailed(code))).toEqual({ kind: 'connection', code, sent: true });
});

test.each([
  undefined,
  'ECONNREFUSED',
  new Error('no code'),
  new TypeError('bad header value'),
  { code: 'ENOTFOUND' },
])('an unknown error means that the request may have been sent: %s', (error) => {
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'connection', code: 'unknown', sent: true });
});

test('a timeout means that the request may have been sent', () => {
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'timeout', code: 'timeout', sent: true });
});

function allFailed(attempts: readonly Error[]): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new AggregateError(attempts), { code: 'ECONNREFUSED' }),
  });
}

test('a request counts as not sent only if the attempts at all addresses of the host failed before sending', () => {
  const refused = Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const broken = Object.assign(new Error('b'), { code: 'ECONNRESET' });
  expect(classifyConnectionFailure(allFailed([refused, refused])).sent).toBe(false);
  expect(classifyConnectionFailure(allFailed([refused, broken])).sent).toBe(true);
});

test('the search for a code ends if causes are circular', () => {
  const error = new Error('round');
  error.cause = error;
  expect(classifyConnectionFailure(error)).toEqual({ kind: 'connection', code: 'unknown', sent: true });
});
