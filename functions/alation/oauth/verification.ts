import type { AccessTokenFlaw } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Clock } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { FindSigningKey } from './key-cache.ts';
import { type OfflineVerdict, verifyOffline } from './offline-verification.ts';
import type { VerifyOnline } from './online-verification.ts';

/**
 * How an OAuth access token is verified: `online` by introspection, the only one that sees supersession and
 * revocation; `offline` by signature and claims; `both` offline first, then online as the authority. Offline alone can
 * tell what Alation never signed. All else it finds (dates, the issuer, a key that is not published) hangs on a clock,
 * on a name, or on a copy of the keys that a cache kept: an access token that Alation calls active is alive all the
 * same, and of one that it does not, the finding is the reason.
 */
export type OAuthVerification = 'online' | 'offline' | 'both';

/** Asks whether an OAuth access token is alive; without a client there is nobody to introspect as. */
export type VerifyBearer = (
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential | undefined,
  deadline: AbortSignal,
) => Promise<'active' | 'inactive' | AccessTokenFlaw>;

/** What a `VerifyBearer` asks with. */
export interface VerifyBearerOptions {
  readonly verifyOnline: VerifyOnline;
  readonly findSigningKey: FindSigningKey;
  readonly clock: Clock;
}

/** Makes a `VerifyBearer` for one way of verification. */
export function createVerifyBearer(
  verification: OAuthVerification,
  { verifyOnline, findSigningKey, clock }: VerifyBearerOptions,
): VerifyBearer {
  const offline = (baseUrl: string, accessToken: Sensitive): Promise<OfflineVerdict> =>
    verifyOffline(baseUrl, accessToken, findSigningKey, clock);

  return async (baseUrl, accessToken, client, deadline) => {
    // Bearer tokens of a client that the secret no longer holds can be looked at, but not asked about.
    if (verification === 'offline' || client === undefined) {
      return settle(await offline(baseUrl, accessToken), baseUrl);
    }
    if (verification === 'online') return verifyOnline(baseUrl, accessToken, client, deadline);

    const looked = await offline(baseUrl, accessToken).catch(undecidedWithoutKeys);
    if (looked.state === 'refused') return looked.reason;
    const said = await verifyOnline(baseUrl, accessToken, client, deadline);
    return said === 'inactive' && looked.state === 'doubtful' ? whyDead(looked.reason) : said;
  };
}

/** The keys at hand say nothing about an access token that Alation knows to be dead. */
function whyDead(doubt: AccessTokenFlaw): 'inactive' | AccessTokenFlaw {
  return doubt === 'unknown-key' ? 'inactive' : doubt;
}

function settle(verdict: OfflineVerdict, baseUrl: string): 'active' | AccessTokenFlaw {
  switch (verdict.state) {
    case 'valid':
      return 'active';
    case 'refused':
    case 'doubtful':
      return verdict.reason;
    case 'undecided':
      throw new RotationError(
        'AlationUnavailable',
        `The key that signed an access token is not among those of ${new URL(baseUrl).host}, which were fetched ` +
          'a moment ago and are not fetched again so soon. The next tick tries again.',
        { sent: false },
      );
    default:
      return verdict satisfies never;
  }
}

function undecidedWithoutKeys(error: unknown): OfflineVerdict {
  if (error instanceof RotationError) return { state: 'undecided' };
  throw error;
}
