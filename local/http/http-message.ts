import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request that was read to its end. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, unchanged. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP response that is ready to be sent. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Further headers, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How the response reaches the client.
   * @default 'complete'
   */
  readonly delivery?: Delivery;
  /** Keeps the response open after its body: `write` sends more text. Returns a function to call when the response closes. */
  readonly follow?: ((write: (text: string) => void) => () => void) | undefined;
}

/**
 * How a response reaches the client. `cut-off`: Content-Length of the complete body, but the connection closes after
 * half of it. `drip`: a blank every 20 ms, forever, instead of the body. `endless`: as many blanks as the client
 * accepts. `dropped`: a reset connection. `never`: an open connection and no response.
 */
export type Delivery = 'complete' | 'cut-off' | 'drip' | 'endless' | 'dropped' | 'never';

/** The status that the client receives; undefined without a response. */
export function sentStatus({ status, delivery }: HttpResponse): number | undefined {
  return delivery === 'dropped' || delivery === 'never' ? undefined : status;
}

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}
