import type { Clock } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { type HttpResponse, type RequestSummary, type ResponseBody, describeRequest } from './response.ts';
import { readBoundedBody } from './bounded-body.ts';
import { classifyConnectionFailure, type ConnectionFailure } from './connection-failure.ts';
import { createConnections } from './connections.ts';
import { createRequestObserver } from './request-sent.ts';

/** A request to Alation. `headers` and `content` contain secrets, so no message and no log shows them. */
export interface AlationRequest {
  readonly baseUrl: string;
  readonly method: 'GET' | 'POST';
  /** With its trailing slash. */
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  readonly mints: boolean;
  readonly content?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends one request and returns the response, whatever its status. The function never follows a redirect. `deadline` is
 * absolute and covers the body too.
 *
 * Throws a `RotationError`: `CertificateRejected`; `MintOutcomeUnknown` if a mint may have been sent and no response
 * arrived; otherwise `AlationUnavailable` with `detail.sent`.
 */
export type Http = (request: AlationRequest, deadline: AbortSignal) => Promise<HttpResponse>;

/** Creates the function that sends all requests to Alation. */
export function createHttp(fetch: typeof globalThis.fetch, clock: Clock): Http {
  const withConnections = createConnections();
  return async ({ baseUrl, method, path, query, mints, content, ...more }, deadline) => {
    const request: RequestSummary = { method, host: new URL(baseUrl).host, path, mints };
    const headers = new Headers({ accept: 'application/json', ...more.headers });
    if (content !== undefined) headers.set('content-type', content.type);
    const observer = createRequestObserver();
    return withConnections(baseUrl, async (dispatcher) => {
      const response = await observer
        .observe(() =>
          fetch(baseUrl + path + (query === undefined ? '' : `?${query}`), {
            method: request.method,
            headers,
            body: content?.text,
            // A followed 307 or 308 would send the refresh token to an unknown address (RFC 9700 section 4.12).
            redirect: 'manual',
            signal: deadline,
            dispatcher,
          }),
        )
        .catch((error: unknown) => {
          throw connectionError(request, classifyConnectionFailure(error, observer.wasSent()));
        });
      const { status, headers: responseHeaders } = response;
      return {
        request,
        status,
        headers: responseHeaders,
        receivedAt: clock.now(),
        body: await bodyOf(response),
      };
    });
  };
}

/** Reads the body of a 2xx or 4xx. Of any other response, only the status and the headers are used. */
async function bodyOf(response: Response): Promise<ResponseBody> {
  const { status } = response;
  if ((status >= 200 && status < 300) || (status >= 400 && status < 500)) return readBoundedBody(response);
  await response.body?.cancel().catch(() => undefined);
  return { kind: 'unread' };
}

function connectionError(request: RequestSummary, { kind, code, sent }: ConnectionFailure): RotationError {
  if (kind === 'certificate') {
    return new RotationError(
      'CertificateRejected',
      `The TLS certificate of ${request.host} is not trusted, has expired or belongs to another host (${code}). ` +
        'Have the Alation administrator renew an expired certificate, or correct its host names or its chain of ' +
        'certificates. For a private CA, set caBundle in the settings of the stack, or NODE_EXTRA_CA_CERTS elsewhere.',
      { sent },
    );
  }
  const problem = {
    timeout: sent ? 'got no answer in time' : 'could not be sent in time, because no connection was made',
    proxy: `could not be sent: the proxy did not connect to that host (${code})`,
    connection: `got no answer (${code})`,
  }[kind];
  if (request.mints && sent) {
    return new RotationError(
      'MintOutcomeUnknown',
      `${describeRequest(request)} ${problem}. Alation may have created an access token and revoked the previous access token. ` +
        'A later sweep does what is still due.',
      { sent },
    );
  }
  return new RotationError('AlationUnavailable', `${describeRequest(request)} ${problem}.`, { sent });
}
