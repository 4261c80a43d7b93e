import type { AccessTokenFlaw, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { defaultPolicy } from '../integration/policy.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { isTooShortLived, shortestPeriodMs } from './renewal-time.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { Verdict } from './verify.ts';
import { MINUTE_MS } from '../time.ts';

/** A minted access token, what became known of it, and the one it is to replace. */
export interface PublishCase {
  readonly integration: string;
  readonly minted: PublishedAccessToken;
  readonly credential: Credential;
  readonly verdict: Exclude<Verdict, 'inactive'>;
  readonly published: PublishedAccessToken | undefined;
  /** Whether the published access token is dead, or may be. */
  readonly publishedMayBeDead: boolean;
  /** Whether consumers have nothing, or soon nothing, to lose. */
  readonly publishedIsLost: boolean;
  /** Whether the published access token's own credential is still to be tried. */
  readonly issuingIsLeft: boolean;
}

/**
 * Why a minted access token must not be published; undefined when it may.
 *
 * One with a flaw never may, and neither may one whose key Alation does not publish. One that Alation cannot be asked
 * about may when there is nothing to lose. One that lives too short
 * for the schedule may not replace one that lives longer, nor one whose credential can mint another that does.
 */
export function publishRefusal(about: PublishCase, policy: RotationPolicy): RotationError | undefined {
  const { verdict, minted, published } = about;
  if (verdict === 'unknown-key') return unverified(about.integration, verdict);
  if (verdict === 'unknown' || verdict === 'client-refused') {
    if (!about.publishedIsLost) return unverified(about.integration, verdict);
  } else if (verdict !== 'active') return untrusted(about, verdict);

  if (!isTooShortLived(minted, policy) || published === undefined || isTooShortLived(published, policy)) {
    return undefined;
  }
  const outlivesIt = !about.publishedMayBeDead && published.expiresAt >= minted.expiresAt;
  return outlivesIt || about.issuingIsLeft
    ? new RotationError(
        'LifetimeTooShort',
        `${tooShortLived(about.credential, minted, policy)}; the published one stays`,
      )
    : undefined;
}

/** That the access tokens of a credential live too short to be served, and the settings that mend it. */
export function tooShortLived(
  { name, kind }: Credential,
  accessToken: { readonly issuedAt: number; readonly expiresAt: number },
  policy: Pick<RotationPolicy, 'intervalMs'>,
): string {
  const minutes = (accessToken.expiresAt - accessToken.issuedAt) / MINUTE_MS;
  const serves = isTooShortLived(accessToken, defaultPolicy) ? [] : [defaultPolicy.intervalMs / MINUTE_MS];
  const lower = serves.map((interval) => `rotationIntervalMinutes to ${interval}`);
  const whose = kind === 'oauth-client' ? 'the Access Token Duration' : "Alation's access token lifespan";
  const raise = `${whose} to ${Math.ceil((2 * shortestPeriodMs(policy)) / MINUTE_MS)} minutes or more`;
  return (
    `access tokens of the credential ${name} live ${Math.floor(minutes)} minutes, too short for a tick every ` +
    `${policy.intervalMs / MINUTE_MS} minutes and the 100 versions a day that Secrets Manager keeps of a secret: ` +
    `set ${[...lower, raise].join(', or ')}`
  );
}

function unverified(integration: string, why: 'unknown' | 'client-refused' | 'unknown-key'): RotationError {
  const what = {
    unknown: 'did not say whether it is alive',
    'client-refused': 'does not let its OAuth client ask whether it is alive',
    'unknown-key': 'does not publish the key that signed it',
  }[why];
  return new RotationError(
    'VerificationUnavailable',
    `Alation minted an access token for ${integration} but ${what}; the published one stays and the next tick tries ` +
      'again',
  );
}

function untrusted(
  { integration, credential }: PublishCase,
  flaw: Exclude<AccessTokenFlaw, 'unknown-key'>,
): RotationError {
  return new RotationError(
    'AccessTokenUntrusted',
    `Alation minted an access token for ${integration} from the credential ${credential.name}, but ${flawText[flaw]} ` +
      `(${flaw}); nothing was published`,
  );
}

const flawText: Readonly<Record<Exclude<AccessTokenFlaw, 'unknown-key'>, string>> = {
  malformed: 'it is no signed JWT; where Alation means it so, set oauthVerification to online',
  'algorithm-refused':
    'it is not signed with the algorithm of the key that Alation publishes; none and HMAC are never taken',
  'foreign-issuer':
    'its issuer is another host than base_url; correct base_url, or set oauthVerification to both or online if that ' +
    'issuer is right',
  'signature-invalid': 'its signature does not fit the key that Alation publishes',
  expired: 'it has expired already; compare the clocks',
  'not-yet-valid': 'it is not valid yet; compare the clocks',
};
