/** Why a request got no response. */
export interface ConnectionFailure {
  readonly kind: 'certificate' | 'timeout' | 'proxy' | 'connection';
  /** Code of the outermost error that has a code, e.g. `ECONNRESET`; `timeout` after the deadline; else `unknown`. */
  readonly code: string;
  /** `false` only if the request was certainly not sent. Without proof, `true`. */
  readonly sent: boolean;
}

/**
 * Codes of Node's `fetch` for a proxy that opens no tunnel. Such a proxy answers CONNECT with another status than 200
 * (403, 407), closes the connection, or fails the TLS handshake with the rotator.
 */
const PROXY: ReadonlySet<string> = new Set(['UND_ERR_ABORTED', 'UND_ERR_PRX_CONN', 'UND_ERR_PRX_TLS']);

/**
 * Codes of failures before the first byte of a request is written. The codes of a broken TLS handshake (`ERR_SSL_…`,
 * `EPROTO`, `ECONNRESET`) are missing here: connections in use break with the same codes.
 */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  ...PROXY,
]);

/** System calls before the first byte: the name lookup, with all its codes (`EAI_FAIL` …), and the connection. */
const BEFORE_SENDING: ReadonlySet<unknown> = new Set(['getaddrinfo', 'connect']);

/** Node's codes for the verification errors of OpenSSL (nodejs.org/api/tls.html, X509 certificate error codes). */
const CERTIFICATE: ReadonlySet<string> = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Classifies the error of a `fetch` by the code of its cause. The function ignores the message of the error, which may
 * quote the request.
 *
 * @param wasSent whether the request was sent, if a `RequestObserver` saw it; takes precedence over every code except the
 *   codes of certificates
 */
export function classifyConnectionFailure(error: unknown, wasSent?: boolean): ConnectionFailure {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return { kind: 'timeout', code: 'timeout', sent: wasSent ?? true };
  }
  const code = codeOf(error) ?? 'unknown';
  if (CERTIFICATE.has(code)) return { kind: 'certificate', code, sent: false };
  const sent = wasSent ?? !isNotSent(error);
  return { kind: !sent && PROXY.has(code) ? 'proxy' : 'connection', code, sent };
}

/** Follows `cause`, because `fetch` wraps the socket's error in a `TypeError`. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_/]{1,64}$/.test(error.code)) {
    return error.code;
  }
  return codeOf(error.cause, depth + 1);
}

/**
 * For a host with several addresses Node throws an `AggregateError`. Then every attempt must have failed before
 * sending.
 */
function isNotSent(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every((attempt) => isNotSent(attempt, depth + 1));
  }
  if ('syscall' in error && BEFORE_SENDING.has(error.syscall)) return true;
  if ('code' in error && typeof error.code === 'string') return NOT_SENT.has(error.code);
  return isNotSent(error.cause, depth + 1);
}
