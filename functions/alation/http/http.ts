import type { Clock } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { type HttpResponse, type AnswerBody, type Asked, describe } from './response.ts';
import { readBoundedBody } from './bounded-body.ts';
import { classifyConnectionFailure, type ConnectionFailure } from './connection-failure.ts';
import { watchDeparture } from './request-sent.ts';

/** A request to Alation. `headers` and `content` hold secrets: they are sent and go nowhere else. */
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
 * Sends one request and returns whatever answer came; redirects are never followed. `deadline` is absolute and covers
 * the body too.
 *
 * Throws a `RotationError`: `CertificateRejected`; `MintOutcomeUnknown` when a mint may have been sent and no answer
 * came; otherwise `AlationUnavailable` with `detail.sent`.
 */
export type Http = (request: AlationRequest, deadline: AbortSignal) => Promise<HttpResponse>;

/** Makes the one function through which everything is asked of Alation. */
export function createHttp(fetch: typeof globalThis.fetch, clock: Clock): Http {
  return async (request, deadline) => {
    const asked: Asked = {
      method: request.method,
      host: new URL(request.baseUrl).host,
      path: request.path,
      mints: request.mints,
    };
    const url = request.baseUrl + request.path + (request.query === undefined ? '' : `?${request.query}`);
    const headers = new Headers({ accept: 'application/json', ...request.headers });
    if (request.content !== undefined) headers.set('content-type', request.content.type);
    const departure = watchDeparture();
    const response = await departure
      .watch(() =>
        fetch(url, {
          method: request.method,
          headers,
          body: request.content?.text,
          // A followed 307 or 308 would send the refresh token to wherever it points (RFC 9700 section 4.12).
          redirect: 'manual',
          signal: deadline,
        }),
      )
      .catch((error: unknown) => {
        throw noAnswer(asked, classifyConnectionFailure(error, departure.wasSent()));
      });
    return {
      asked,
      status: response.status,
      headers: response.headers,
      receivedAt: clock.now(),
      body: await bodyOf(response),
    };
  };
}

/** Only successes and 4xx have a body worth reading; for the others the status says it all. */
async function bodyOf(response: Response): Promise<AnswerBody> {
  const { status } = response;
  if ((status >= 200 && status < 300) || (status >= 400 && status < 500)) return readBoundedBody(response);
  await response.body?.cancel().catch(() => undefined);
  return { kind: 'unread' };
}

function noAnswer(asked: Asked, { kind, code, sent }: ConnectionFailure): RotationError {
  if (kind === 'certificate') {
    return new RotationError(
      'CertificateRejected',
      `The TLS certificate of ${asked.host} is not trusted or does not fit the host (${code}). ` +
        'Have the server send its full chain, or add its CA with NODE_EXTRA_CA_CERTS.',
      { sent },
    );
  }
  const what = {
    timeout: sent ? 'got no answer in time' : 'could not be sent in time, for want of a connection',
    proxy: `could not be sent: the proxy refuses to connect to that host (${code})`,
    connection: `got no answer (${code})`,
  }[kind];
  if (asked.mints && sent) {
    return new RotationError(
      'MintOutcomeUnknown',
      `${describe(asked)} ${what}. An access token may have been created and the previous one may be dead; ` +
        'the next tick mints again.',
      { sent },
    );
  }
  return new RotationError('AlationUnavailable', `${describe(asked)} ${what}.`, { sent });
}
