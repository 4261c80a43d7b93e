/**
 * Alation's own texts. Messages quote no other text of a response, because such a text could repeat a secret. The first
 * group comes from the API-key endpoints (`detail`), the second from OAuth (`error_description`).
 */
const KNOWN_TEXTS: ReadonlySet<string> = new Set([
  'Refresh token provided is invalid.',
  'Refresh token provided is expired or revoked.',
  'API Access Token provided is invalid.',
  'API Access Token provided is expired or revoked.',
  'Authentication credentials were not provided',
  'Authentication credentials were not provided.',

  'Client credentials are incorrect',
  'Client credentials might be incorrect or client not found.',
  'The requested grant is not supported or grant is not passed',
]);

/** `Alation says: "…"` with the text, to append to a message; empty if the text is not one of Alation's known texts. */
export function quoteKnownText(text: unknown): string {
  return typeof text === 'string' && KNOWN_TEXTS.has(text) ? `Alation says: "${text}"` : '';
}
