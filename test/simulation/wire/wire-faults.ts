import { html, json } from '../../../local/alation/responses.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';
import { SECOND_MS } from '../../../functions/time.ts';
import type { NamedCallFault, Request } from '../faults/episode.ts';
import type { FaultKind } from '../faults/fault-kind.ts';
import type { Draw } from '../world/draw.ts';
import { ConnectionFailed } from '../../../local/in-process/connection-failed.ts';
import { refusalResponse } from './refusal-response.ts';

/** What a fault needs to answer a request. */
export interface FaultyRequest {
  readonly callFault: NamedCallFault;
  readonly request: Request;
  /** The true response, if the peer processed the request. */
  readonly processed: Promise<HttpResponse> | undefined;
  readonly draw: Draw;
  /** An error of AWS in the protocol of the request. */
  readonly awsError: (code: string, status?: number) => HttpResponse;
}

/** How a fault looks over HTTP. Throws `ConnectionFailed` when the client receives no response. */
export type WireFault = (request: FaultyRequest) => HttpResponse | Promise<HttpResponse>;

const NEVER: HttpResponse = { status: 200, contentType: 'text/plain', body: '', delivery: 'never' };

const gatewayPage = (status: number) => html(status, `<h1>${status}</h1>`);
const failing = (code: 'ECONNREFUSED' | 'ECONNRESET' | 'CERT_HAS_EXPIRED'): WireFault => {
  return () => {
    throw new ConnectionFailed(code);
  };
};
const awsUnavailable: WireFault = ({ awsError, draw }) => {
  if (draw.chance(0.3)) throw new ConnectionFailed('ECONNRESET');
  return draw.chance(0.5) ? awsError('InternalServiceError', 500) : awsError('ThrottlingException');
};

/** No response until the client stops waiting, or a connection that is reset soon. */
const lost: WireFault = ({ callFault }) => {
  if ((callFault.responseAfterMs ?? 0) >= SECOND_MS) return NEVER;
  throw new ConnectionFailed('ECONNRESET');
};

/** Every fault of the simulation over HTTP, or the reason why HTTP cannot express it. */
export const wireFaults: Readonly<Record<FaultKind, WireFault | { readonly because: string }>> = {
  'alation-unreachable': failing('ECONNREFUSED'),
  'alation-erring': ({ draw }) => gatewayPage(draw.pick([500, 502, 503, 504, 408])),
  'alation-hanging': () => NEVER,
  'alation-response-lost': lost,
  'alation-late': lost,
  async 'alation-garbled'({ processed, draw }) {
    const whole = (await processed) ?? json(200, {});
    switch (draw.pick(['page', 'half', 'cut off', 'other user', 'empty'])) {
      case 'page':
        return html(200, '<!doctype html><title>Sign in</title>');
      case 'half':
        return { ...whole, body: whole.body.slice(0, whole.body.length / 2) };
      case 'cut off':
        return { ...whole, delivery: 'cut-off' };
      case 'other user':
        return json(201, { user_id: 1, api_access_token: 'x'.repeat(43), token_status: 'ACTIVE' });
      case 'empty':
        return { ...whole, body: '' };
    }
  },
  'alation-throttling'({ callFault: { retryAfterMs = 0 } }) {
    const body = { detail: 'Request was throttled.' };
    if (retryAfterMs === 0) return json(429, body);
    return json(429, body, { headers: { 'retry-after': String(retryAfterMs / SECOND_MS) } });
  },
  'alation-rejecting': ({ request: { credential = 'refresh-token' } }) =>
    refusalResponse('rejected', credential),
  'alation-forbidding': ({ request: { credential = 'refresh-token' } }) =>
    refusalResponse('forbidden', credential),
  'alation-refusing': () => gatewayPage(404),
  'alation-redirecting': () => html(302, '', { location: 'https://elsewhere.example.com/' }),
  'certificate-expired': failing('CERT_HAS_EXPIRED'),
  'verification-down': () => gatewayPage(503),
  'oauth-flaw': {
    because:
      'the local Alation mints no flawed JWT, and the tests of the offline verification cover every flaw',
  },
  'inspection-down': () => gatewayPage(503),

  'store-unavailable': awsUnavailable,
  'store-throttling': ({ awsError }) => awsError('ThrottlingException'),
  'store-response-lost': ({ draw }) => {
    if (draw.chance(0.5)) return NEVER;
    throw new ConnectionFailed('ECONNRESET');
  },
  'reads-denied': ({ awsError }) => awsError('AccessDeniedException'),
  'writes-denied': ({ awsError }) => awsError('AccessDeniedException'),
  'versions-exhausted': ({ awsError }) => awsError('LimitExceededException'),
  'listing-down': awsUnavailable,
  'tags-down': awsUnavailable,

  'renewal-response-lost': lost,
  'renewal-late': lost,
  'renewal-not-stored': awsUnavailable,

  'alerts-refused': ({ awsError }) => awsError('InternalError', 500),
  'alerts-response-lost': failing('ECONNRESET'),
  'events-refused': ({ awsError }) => awsError('InternalException', 500),
};
