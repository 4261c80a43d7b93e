/** The parts of a request that error messages and decisions need. The summary contains no secret. */
export interface RequestSummary {
  readonly method: 'GET' | 'POST';
  /** Host of the base URL, with its port if it has one. */
  readonly host: string;
  /** Path with its trailing slash, which Alation's routes need. */
  readonly path: string;
  /** Whether the request creates an access token. If no response arrives, the outcome is then unknown. */
  readonly mints: boolean;
}

/** The body of a response, or why there is none. */
export type ResponseBody =
  | { readonly kind: 'text'; readonly text: string }
  /** Larger than the limit, or not UTF-8. */
  | { readonly kind: 'unusable' }
  /** The connection broke, or the time limit passed, before the end of the body. */
  | { readonly kind: 'incomplete' }
  /** Not read, because only the status and the headers are used. */
  | { readonly kind: 'unread' };

/** An HTTP response before any endpoint processes it. */
export interface HttpResponse {
  readonly request: RequestSummary;
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
  /** The rotator's clock when the headers arrived, ms since the epoch. */
  readonly receivedAt: number;
}

/** How messages name a request: `POST /path/ at host`. */
export function describeRequest({ method, path, host }: RequestSummary): string {
  return `${method} ${path} at ${host}`;
}
