import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/**
 * Observes whether a request left this machine. The error of `fetch` does not show this: a connection reset can come
 * before or after the request is sent.
 */
export interface RequestObserver {
  /** Runs the `fetch` to observe. */
  observe<T>(fetch: () => Promise<T>): Promise<T>;
  /**
   * Whether the first byte was written; undefined if nothing was observed, because only Node's own `fetch` reports it.
   */
  wasSent(): boolean | undefined;
}

interface Observation {
  wasSent: boolean | undefined;
}

const running = new AsyncLocalStorage<Observation>();
const observationOf = new WeakMap<object, Observation>();

/**
 * Creates an observer for one request. It listens on the diagnostics channels of Node's `fetch`: a first message when
 * `fetch` creates the request, and a second message right before `fetch` writes the headers. DNS, the connection, a proxy's tunnel and
 * the TLS handshake have ended by then. `fetch` never writes a request that was aborted before.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export function createRequestObserver(): RequestObserver {
  const observation: Observation = { wasSent: undefined };
  return { observe: (fetch) => running.run(observation, fetch), wasSent: () => observation.wasSent };
}

subscribe('undici:request:create', (message) => {
  const observation = running.getStore();
  const request = requestIn(message);
  // A CONNECT only asks a proxy for a tunnel; it carries no secret (RFC 9110 section 9.3.6).
  if (observation === undefined || request === undefined || request.method === 'CONNECT') return;
  observation.wasSent ??= false;
  observationOf.set(request, observation);
});

subscribe('undici:client:sendHeaders', (message) => {
  const request = requestIn(message);
  const observation = request && observationOf.get(request);
  if (observation !== undefined) observation.wasSent = true;
});

/** All messages about one request hold the same object. */
function requestIn(message: unknown): { readonly method?: unknown } | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  const { request } = message;
  return typeof request === 'object' && request !== null ? request : undefined;
}
