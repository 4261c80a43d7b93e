import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** Whether a request left this machine, which errors do not tell: a connection is reset before and after it. */
export interface Departure {
  /** Runs the `fetch` to be watched. */
  watch<T>(fetch: () => Promise<T>): Promise<T>;
  /** Whether its first byte was written; undefined when the `fetch` is none of Node's and nothing was seen of it. */
  wasSent(): boolean | undefined;
}

interface Seen {
  wasSent: boolean | undefined;
}

const watched = new AsyncLocalStorage<Seen>();
const seenOf = new WeakMap<object, Seen>();

/**
 * Watches one request on the channels by which Node's `fetch` tells what it does. A request is created within the call
 * of `fetch`, and its headers are told of right before they are written, when DNS, the connection, a proxy's tunnel and
 * the TLS handshake are all behind it. What was given up before that is never written later.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export function watchDeparture(): Departure {
  const seen: Seen = { wasSent: undefined };
  return { watch: (fetch) => watched.run(seen, fetch), wasSent: () => seen.wasSent };
}

subscribe('undici:request:create', (message) => {
  const seen = watched.getStore();
  const request = requestIn(message);
  // The CONNECT that asks a proxy for a tunnel carries nothing of ours (RFC 9110 section 9.3.6).
  if (seen === undefined || request === undefined || request.method === 'CONNECT') return;
  seen.wasSent ??= false;
  seenOf.set(request, seen);
});

subscribe('undici:client:sendHeaders', (message) => {
  const request = requestIn(message);
  const seen = request && seenOf.get(request);
  if (seen !== undefined) seen.wasSent = true;
});

/** The same object in all messages about one request. */
function requestIn(message: unknown): { readonly method?: unknown } | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  const { request } = message;
  return typeof request === 'object' && request !== null ? request : undefined;
}
