import type { RefreshTokenCredential } from '../../integration/credential.ts';
import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { Clock, CredentialInspection } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { Http } from '../http/http.ts';
import {
  createAPIAccessTokenRequest,
  processCreateAPIAccessTokenResponse,
} from './create-api-access-token.ts';
import {
  processValidateAPIAccessTokenResponse,
  validateAPIAccessTokenRequest,
} from './validate-api-access-token.ts';
import {
  processValidateRefreshTokenResponse,
  validateRefreshTokenRequest,
} from './validate-refresh-token.ts';

/** Alation's endpoints for API keys; errors as in the port `TokenEndpoints`. */
export interface ApiKeyEndpoints {
  mint(
    baseUrl: string,
    credential: RefreshTokenCredential,
    deadline: AbortSignal,
  ): Promise<MintedAccessToken>;
  /** Throws `VerificationUnavailable` when nobody knows whose access token it is: Alation checks it with its user. */
  verify(
    baseUrl: string,
    accessToken: Sensitive,
    userId: number | undefined,
    deadline: AbortSignal,
  ): Promise<'active' | 'inactive'>;
  inspect(
    baseUrl: string,
    credential: RefreshTokenCredential,
    deadline: AbortSignal,
  ): Promise<CredentialInspection>;
}

/**
 * Makes the API-key endpoints.
 *
 * @param options `assumedLifetimeMs` is the life of an access token whose expiry is not told
 */
export function createApiKeyEndpoints(
  http: Http,
  options: { readonly clock: Clock; readonly assumedLifetimeMs: number },
): ApiKeyEndpoints {
  return {
    mint: async (baseUrl, credential, deadline) => {
      const issuedAt = options.clock.now();
      const answer = await http(createAPIAccessTokenRequest(baseUrl, credential), deadline);
      return processCreateAPIAccessTokenResponse(answer, credential, issuedAt, options.assumedLifetimeMs);
    },
    verify: async (baseUrl, accessToken, userId, deadline) => {
      if (userId === undefined) {
        throw new RotationError(
          'VerificationUnavailable',
          'An API access token can only be verified together with its user_id, which neither the access-token ' +
            'document nor the credential tells.',
          { sent: false },
        );
      }
      const answer = await http(validateAPIAccessTokenRequest(baseUrl, accessToken, userId), deadline);
      return processValidateAPIAccessTokenResponse(answer, accessToken, userId);
    },
    inspect: async (baseUrl, credential, deadline) => {
      const answer = await http(validateRefreshTokenRequest(baseUrl, credential), deadline);
      return processValidateRefreshTokenResponse(answer, credential);
    },
  };
}
