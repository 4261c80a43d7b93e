import type { HttpResponse } from '../http/http-message.ts';

/** Server-sent events of one kind, whose data is the complete state. So a client that connects again misses nothing. */
export interface EventStream {
  /** The response to a client that follows the state. */
  response(): HttpResponse;
  /** Sends the state to the clients soon. After several changes in a row, sends the state once. */
  changed(): void;
  close(): void;
}

/** Delay after a change. A user does not notice this delay. The delay limits the work while the clock moves fast. */
const INTERVAL_MS = 200;

/** More pages than a user opens. Each client costs work at every change. */
const MAX_CLIENTS = 32;

/** Time after which a browser connects again. */
const RETRY_MS = 1_000;

/**
 * A stream of the state under this event name.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createEventStream(name: string, state: () => unknown): EventStream {
  const clients = new Set<(text: string) => void>();
  let timer: NodeJS.Timeout | undefined;
  const message = () => `event: ${name}\ndata: ${JSON.stringify(state())}\n\n`;
  return {
    response: () => {
      if (clients.size >= MAX_CLIENTS) return tooMany;
      return {
        status: 200,
        contentType: 'text/event-stream',
        headers: { 'cache-control': 'no-store' },
        body: `retry: ${RETRY_MS}\n${message()}`,
        follow: (write) => {
          clients.add(write);
          return () => clients.delete(write);
        },
      };
    },
    changed: () => {
      if (clients.size === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        const text = message();
        for (const write of clients) write(text);
      }, INTERVAL_MS);
    },
    close: () => clearTimeout(timer),
  };
}

const tooMany: HttpResponse = {
  status: 503,
  contentType: 'text/plain; charset=utf-8',
  body: `${MAX_CLIENTS} clients already follow the state. Allowed: up to ${MAX_CLIENTS}. Close a page and load this page again.\n`,
};
