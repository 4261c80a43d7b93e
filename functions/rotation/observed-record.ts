import type { PublishedAccessToken } from './access-token.ts';
import type { AccessTokenRecord, RotationRecord } from './rotation-record.ts';

/**
 * The record, corrected by what the access-token secret really holds. Tags may be lost, stale or behind a crash; the
 * secret decides. An access token the tags do not know (published just before a crash, or put back by hand) counts
 * as unverified, so that it is probed at once.
 */
export function observedRecord(
  record: RotationRecord,
  published: PublishedAccessToken | undefined,
): RotationRecord {
  return { ...record, accessToken: published && observedAccessToken(record.accessToken, published) };
}

function observedAccessToken(
  known: AccessTokenRecord | undefined,
  published: PublishedAccessToken,
): AccessTokenRecord {
  const { issuedAt, expiresAt, credential } = published;
  const isKnown =
    known?.issuedAt === issuedAt &&
    known.expiresAt === expiresAt &&
    // Where its publisher is known whatever it is called, the tags have the name of today.
    (known.credential === credential || known.fingerprint !== undefined);
  return isKnown ? known : { issuedAt, expiresAt, credential, verified: false, probedAt: issuedAt };
}
