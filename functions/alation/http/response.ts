/** What is asked of Alation, as far as messages and judgement need it. It holds no secret. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  /** Host of the base URL, with its port where it has one. */
  readonly host: string;
  /** Path with its trailing slash, which Alation's routes need. */
  readonly path: string;
  /** Whether it creates an access token: then an answer that never came leaves the outcome unknown. */
  readonly mints: boolean;
}

/** The body of an answer, or why there is none to look at. */
export type AnswerBody =
  | { readonly kind: 'text'; readonly text: string }
  /** More than the cap allows, or not UTF-8. */
  | { readonly kind: 'unusable' }
  /** The connection broke or the time was over before its end. */
  | { readonly kind: 'incomplete' }
  /** A status that needs no body: it was not read. */
  | { readonly kind: 'unread' };

/** An answer over HTTP, not yet judged. */
export interface HttpResponse {
  readonly asked: Asked;
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
  /** Our clock when the headers came, ms since the epoch. */
  readonly receivedAt: number;
}

/** How messages name a request: `POST /path/ at host`. */
export function describe(asked: Asked): string {
  return `${asked.method} ${asked.path} at ${asked.host}`;
}
