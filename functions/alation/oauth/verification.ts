import type { AccessTokenFlaw } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Clock } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { CheckWithKeys } from './key-cache.ts';
import { type OfflineResult, verifyOffline } from './offline-verification.ts';
import type { VerifyOnline } from './online-verification.ts';

/**
 * How an OAuth access token is verified. `online`: by introspection, or by a call with the access token if Alation refuses
 * the client. `offline`: by signature and claims, which do not show that Alation superseded or revoked the access token.
 * `both`: offline first, then online.
 *
 * With `both`, the offline result is final only if no key could make the access token valid. After any other flaw,
 * introspection decides. The flaw then explains why an access token is inactive.
 */
export type OAuthVerification = 'online' | 'offline' | 'both';

/** Verifies an OAuth access token. Without a client, introspection is not possible. */
export type VerifyBearer = (
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential | undefined,
  deadline: AbortSignal,
) => Promise<'active' | 'inactive' | AccessTokenFlaw>;

/** The dependencies of a `VerifyBearer`. */
export interface VerifyBearerOptions {
  readonly verifyOnline: VerifyOnline;
  readonly checkWithKeys: CheckWithKeys;
  readonly clock: Clock;
}

/** Creates a `VerifyBearer` for one way of verification. */
export function createVerifyBearer(
  verification: OAuthVerification,
  { verifyOnline, checkWithKeys, clock }: VerifyBearerOptions,
): VerifyBearer {
  return async (baseUrl, accessToken, client, deadline) => {
    const checkOffline = () => verifyOffline(baseUrl, accessToken, checkWithKeys, clock);
    // The credentials secret may no longer contain the client. Then only offline verification is possible.
    if (verification === 'offline' || client === undefined)
      return requireDecision(await checkOffline(), baseUrl);
    if (verification === 'online') return verifyOnline(baseUrl, accessToken, client, deadline);

    const offline = await checkOffline().catch(undecidedWithoutKeys);
    if (offline.state === 'invalid') return offline.reason;
    const online = await verifyOnline(baseUrl, accessToken, client, deadline);
    return online === 'inactive' ? reasonFor(offline) : online;
  };
}

/** The flaw that explains an inactive access token. A missing key does not explain it. */
function reasonFor(offline: OfflineResult): 'inactive' | AccessTokenFlaw {
  return offline.state === 'unconfirmed' && offline.reason !== 'unknown-key' ? offline.reason : 'inactive';
}

function requireDecision(offline: OfflineResult, baseUrl: string): 'active' | AccessTokenFlaw {
  switch (offline.state) {
    case 'valid':
      return 'active';
    case 'invalid':
    case 'unconfirmed':
      return offline.reason;
    case 'undecided':
      throw new RotationError(
        'AlationUnavailable',
        `The key that signed the access token is not among the public keys of ${new URL(baseUrl).host}. The rotator ` +
          'fetched the public keys less than 30 s ago. A later sweep does what is still due.',
        { sent: false },
      );
    default:
      return offline satisfies never;
  }
}

function undecidedWithoutKeys(error: unknown): OfflineResult {
  if (error instanceof RotationError) return { state: 'undecided' };
  throw error;
}
