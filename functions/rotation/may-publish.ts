import type { AccessTokenFlaw, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { defaultPolicy } from '../integration/policy.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { RotationError } from '../integration/rotation-error.ts';
import { MINUTE_MS } from '../time.ts';
import { isPublishable } from './next-step.ts';
import { isTooShortLived, shortestPeriodMs } from './rotation-time.ts';
import type { ServiceLevel } from './service-level.ts';
import type { Verdict } from './verify.ts';

/** A minted access token, its verdict, and the published access token that it would replace. */
export interface PublishCase {
  readonly integration: string;
  readonly minted: PublishedAccessToken;
  readonly credential: Credential;
  readonly verdict: Exclude<Verdict, 'inactive'>;
  readonly published: PublishedAccessToken | undefined;
  /** Whether the published access token may be inactive. Unlike `level` this does not depend on its expiry. */
  readonly mayBeInactive: boolean;
  readonly level: ServiceLevel;
  /** Whether the issuing credential is another credential, and can still mint. */
  readonly issuingIsLeft: boolean;
}

/**
 * Why a minted access token must not be published; undefined if it may be. `isPublishable` decides about the verdict.
 *
 * A lifetime that is too short for the schedule is a reason only if the lifetime of the published access token is long
 * enough. In addition, the published access token must be active and not expire earlier, or the issuing credential can still
 * mint.
 */
export function publishRefusal(about: PublishCase, policy: RotationPolicy): RotationError | undefined {
  const { verdict, minted, published } = about;
  if (verdict !== 'active' && !isPublishable(verdict, about.level)) {
    return isUnverified(verdict) ? unverified(about.integration, verdict) : untrusted(about, verdict);
  }
  if (!isTooShortLived(minted, policy) || published === undefined || isTooShortLived(published, policy)) {
    return undefined;
  }
  const servesAsLong = !about.mayBeInactive && published.expiresAt >= minted.expiresAt;
  return servesAsLong || about.issuingIsLeft
    ? new RotationError(
        'LifetimeTooShort',
        tooShortLived(about.credential, minted, policy, 'The published access token stays. '),
      )
    : undefined;
}

/**
 * The message that access tokens of this credential expire too soon for the schedule, with the settings that help.
 *
 * @param effect a sentence for consumers, with a space at its end
 */
export function tooShortLived(
  { name, kind }: Credential,
  accessToken: { readonly issuedAt: number; readonly expiresAt: number },
  policy: Pick<RotationPolicy, 'intervalMs'>,
  effect = '',
): string {
  const minutes = (accessToken.expiresAt - accessToken.issuedAt) / MINUTE_MS;
  const defaultHelps = !isTooShortLived(accessToken, defaultPolicy);
  const lower = defaultHelps ? [`rotationIntervalMinutes to ${defaultPolicy.intervalMs / MINUTE_MS}`] : [];
  const setting = kind === 'oauth-client' ? 'the Access Token Duration' : "Alation's access token lifespan";
  const raise = `${setting} to ${Math.ceil((2 * shortestPeriodMs(policy)) / MINUTE_MS)} minutes or more`;
  return (
    `access tokens of the credential ${name} have a lifetime of ${Math.floor(minutes)} minutes. That is too short ` +
    `for a sweep every ${policy.intervalMs / MINUTE_MS} minutes and for the 100 versions of a secret that Secrets ` +
    `Manager stores in a day. ${effect}Set ${[...lower, raise].join(', or ')}`
  );
}

const unverifiedTexts = {
  unknown: 'did not answer whether it is active',
  'client-refused': 'does not let the OAuth client verify the access token',
  'unknown-key': 'does not publish the key that signed it',
} as const;

type Unverified = keyof typeof unverifiedTexts;

function isUnverified(verdict: Verdict): verdict is Unverified {
  return Object.hasOwn(unverifiedTexts, verdict);
}

function unverified(integration: string, verdict: Unverified): RotationError {
  return new RotationError(
    'VerificationUnavailable',
    `Alation minted an access token for ${integration} but ${unverifiedTexts[verdict]}. The published access token ` +
      'stays; a later sweep rotates if a rotation is still due',
  );
}

type Untrusted = Exclude<AccessTokenFlaw, 'unknown-key'>;

function untrusted({ integration, credential }: PublishCase, flaw: Untrusted): RotationError {
  const [what, ...advice] = flawTexts[flaw];
  return new RotationError(
    'AccessTokenUntrusted',
    [
      `Alation minted an access token for ${integration} from the credential ${credential.name}, but ${what} (${flaw})`,
      'Nothing was published',
      ...advice,
    ].join('. '),
  );
}

/** What is wrong, and the advice if there is one. */
const flawTexts: Readonly<Record<Untrusted, readonly [string, string?]>> = {
  malformed: [
    'it is not a signed JWT',
    'If your Alation issues opaque access tokens, set oauthVerification to online',
  ],
  'algorithm-refused': [
    'its algorithm is none, HMAC, or not the algorithm of the key that Alation publishes',
  ],
  'foreign-issuer': [
    'its issuer is another host than base_url',
    'Correct base_url, or set oauthVerification to both or online if that issuer is right',
  ],
  'signature-invalid': ['its signature does not match the key that Alation publishes'],
  expired: ['it has expired already', 'Compare the clocks of Alation and the rotator'],
  'not-yet-valid': ['it is not valid yet', 'Compare the clocks of Alation and the rotator'],
};
