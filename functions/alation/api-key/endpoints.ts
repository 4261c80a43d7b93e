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
import { processRegenRefreshTokenResponse, regenRefreshTokenRequest } from './regen-refresh-token.ts';
import {
  processValidateAPIAccessTokenResponse,
  validateAPIAccessTokenRequest,
} from './validate-api-access-token.ts';
import {
  processValidateRefreshTokenResponse,
  validateRefreshTokenRequest,
} from './validate-refresh-token.ts';

/** Alation's endpoints for API keys. They throw the same errors as `TokenEndpoints`. */
export interface ApiKeyEndpoints {
  mint(
    baseUrl: string,
    credential: RefreshTokenCredential,
    deadline: AbortSignal,
  ): Promise<MintedAccessToken>;
  /** Throws `VerificationUnavailable` without `userId`, because Alation verifies access token and user as a pair. */
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
  regenerate(baseUrl: string, credential: RefreshTokenCredential, deadline: AbortSignal): Promise<Sensitive>;
}

/**
 * Creates the API-key endpoints.
 *
 * @param options `assumedLifetimeMs` is the lifetime of an access token whose expiry Alation does not report
 */
export function createApiKeyEndpoints(
  http: Http,
  options: { readonly clock: Clock; readonly assumedLifetimeMs: number },
): ApiKeyEndpoints {
  return {
    mint: async (baseUrl, credential, deadline) => {
      const issuedAt = options.clock.now();
      const response = await http(createAPIAccessTokenRequest(baseUrl, credential), deadline);
      return processCreateAPIAccessTokenResponse(response, credential, issuedAt, options.assumedLifetimeMs);
    },
    verify: async (baseUrl, accessToken, userId, deadline) => {
      if (userId === undefined) {
        throw new RotationError(
          'VerificationUnavailable',
          'Alation verifies an API access token only together with its user_id. Neither the access-token document ' +
            'nor the credential contains a user_id.',
          { sent: false },
        );
      }
      const response = await http(validateAPIAccessTokenRequest(baseUrl, accessToken, userId), deadline);
      return processValidateAPIAccessTokenResponse(response, accessToken, userId);
    },
    inspect: async (baseUrl, credential, deadline) => {
      const response = await http(validateRefreshTokenRequest(baseUrl, credential), deadline);
      return processValidateRefreshTokenResponse(response, credential);
    },
    regenerate: async (baseUrl, credential, deadline) => {
      const response = await http(regenRefreshTokenRequest(baseUrl, credential), deadline);
      return processRegenRefreshTokenResponse(response, credential);
    },
  };
}
