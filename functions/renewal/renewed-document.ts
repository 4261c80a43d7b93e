import { Sensitive } from '../integration/sensitive.ts';

/** The field that only a lock document has. The credentials document allows unknown fields. */
const LOCK_FIELD = 'token_rotator_renewal';

/**
 * The credentials document with one refresh token replaced. Everything else stays, unknown fields included.
 *
 * @param index position of the credential in the list, 0 for a document without a list
 * @throws SyntaxError if the text is not JSON; the rotator has parsed it before
 */
export function withRefreshToken(text: string, index: number, refreshToken: Sensitive): Sensitive {
  const document = parse(text);
  const { credentials: list } = document;
  const entry: unknown = Array.isArray(list) ? list[index] : document;
  Object.assign(Object(entry), { refresh_token: refreshToken.reveal() });
  return write(document);
}

/**
 * The document with the id of one attempt added. If two rotators store such a document under one VersionId, the values
 * differ. So Secrets Manager accepts only the first write, and only that rotator renews.
 */
export function lockDocument(text: string, attemptId: string): Sensitive {
  return write({ ...parse(text), [LOCK_FIELD]: attemptId });
}

function parse(text: string): { readonly credentials?: unknown } {
  return Object(JSON.parse(text.replace(/^\uFEFF/, '')));
}

function write(document: object): Sensitive {
  return new Sensitive(JSON.stringify(document, null, 2));
}
