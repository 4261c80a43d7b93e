/** Why a renewal was harmful, as the tag records it. */
export type Harm = 'AccessTokenEnded' | 'RefreshTokenEnded' | 'NotExtended';

const texts: Readonly<Record<Harm, string>> = {
  AccessTokenEnded: 'Alation also revoked the access token of another refresh token',
  RefreshTokenEnded: 'Alation also revoked another refresh token',
  NotExtended: 'the new refresh token does not expire later than the old one',
};

/** Why a renewal was harmful, as a clause. */
export function harmText(code: string | undefined): string {
  return isHarm(code) ? texts[code] : 'the renewal was harmful in a way that this version does not know';
}

/** Why a renewal was harmful, as a headline. */
export function harmHeadline(code: string | undefined): string {
  if (code === 'NotExtended') return 'a renewal did not extend a lifetime';
  return isHarm(code) ? 'a renewal revoked other tokens' : 'a renewal was harmful';
}

/** What an operator replaces after renewal is switched off. */
export function replacedAfterHarm(code: string | undefined): string {
  return code === 'NotExtended'
    ? 'each refresh token before it expires'
    : 'the credentials that Alation revoked';
}

/** A tag from another version, or a tag written by hand, may contain another code. */
function isHarm(code: string | undefined): code is Harm {
  return code !== undefined && Object.hasOwn(texts, code);
}
