import type { AccessTokenFlaw } from '../../rotation/access-token.ts';
import type { OAuthClientCredential } from '../../rotation/credential.ts';
import type { Clock } from '../../rotation/ports.ts';
import { RotationError } from '../../rotation/rotation-error.ts';
import type { Sensitive } from '../../rotation/sensitive.ts';
import type { Http } from '../http/http.ts';
import { judgeUserinfo, userinfoRequest } from '../userinfo.ts';
import type { AskAsClient } from './ask-as-client.ts';
import { introspectionRequest, judgeIntrospection } from './introspection.ts';
import type { FindSigningKey } from './key-cache.ts';
import { type OfflineVerdict, verifyOffline } from './offline-verification.ts';

/**
 * How an OAuth access token is verified: `online` by introspection, the only one that sees supersession and
 * revocation; `offline` by signature and claims; `both` offline first, then online as the authority.
 */
export type OAuthVerification = 'online' | 'offline' | 'both';

/** Asks whether an OAuth access token is alive; without a client there is nobody to introspect as. */
export type VerifyBearer = (
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential | undefined,
  deadline: AbortSignal,
) => Promise<'alive' | 'dead' | AccessTokenFlaw>;

/** What a `VerifyBearer` asks with. */
export interface VerifyBearerOptions {
  readonly http: Http;
  readonly askAsClient: AskAsClient;
  readonly findSigningKey: FindSigningKey;
  readonly clock: Clock;
}

/** Makes a `VerifyBearer` for one way of verification. */
export function createVerifyBearer(
  verification: OAuthVerification,
  { http, askAsClient, findSigningKey, clock }: VerifyBearerOptions,
): VerifyBearer {
  const offline = (baseUrl: string, accessToken: Sensitive): Promise<OfflineVerdict> =>
    verifyOffline(baseUrl, accessToken, findSigningKey, clock);

  return async (baseUrl, accessToken, client, deadline) => {
    // Bearer tokens of a client that the secret no longer holds can be looked at, but not asked about.
    if (verification === 'offline' || client === undefined) {
      return settle(await offline(baseUrl, accessToken), baseUrl);
    }
    if (verification === 'both') {
      const verdict = await offline(baseUrl, accessToken).catch(undecidedWithoutKeys);
      // A `kid` not published yet may be a signing key that was rotated a moment ago: that is left to the authority.
      if (verdict.state === 'refused' && verdict.reason !== 'unknown-key') return verdict.reason;
    }
    const answer = await askAsClient(
      baseUrl,
      client,
      (authentication) => introspectionRequest(baseUrl, accessToken, client, authentication),
      deadline,
    );
    try {
      return judgeIntrospection(answer, client);
    } catch (error) {
      if (!(error instanceof RotationError) || error.code !== 'CredentialRejected') throw error;
      // That its client is refused says nothing about the access token, so it is tried itself, as consumers do.
      const verdict = judgeUserinfo(await http(userinfoRequest(baseUrl, accessToken), deadline));
      if (verdict === undefined) throw error;
      return verdict;
    }
  };
}

function settle(verdict: OfflineVerdict, baseUrl: string): 'alive' | AccessTokenFlaw {
  switch (verdict.state) {
    case 'valid':
      return 'alive';
    case 'refused':
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
