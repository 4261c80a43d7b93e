import * as z from 'zod/mini';
import type { Sensitive } from '../integration/sensitive.ts';
import { isAlationRefusal } from './api-key/refusal.ts';
import type { HttpResponse } from './http/response.ts';
import { failureOfStatus, meaningOf } from './http/failure.ts';
import type { AlationRequest } from './http/http.ts';
import { jsonOrUndefined } from './http/json-body.ts';

// Lazy schemas: most cold starts find nothing due, and parse no response.

/** 200 of userinfo: the caller. Only the presence of `id` matters. */
const UserinfoResponse = z.lazy(() => z.object({ id: z.union([z.number(), z.string()]) }));

/** How data APIs refuse an inactive bearer token: without a `code`. */
const InactiveBearerResponse = z.lazy(() =>
  z.object({
    detail: z.string().check(z.regex(/^authentication failed: invalid bearer token\b/i)),
  }),
);

/** A call that Alation allows with every active access token, in the form that consumers use. The call changes nothing. */
export function userinfoRequest(baseUrl: string, bearer: Sensitive): AlationRequest {
  return {
    baseUrl,
    method: 'GET',
    path: '/integration/v1/userinfo/',
    mints: false,
    headers: { authorization: `Bearer ${bearer.reveal()}` },
  };
}

/**
 * Processes the response to `userinfoRequest`: a 2xx with a user means active, a 401 from Alation itself means inactive.
 * Any other response proves nothing (undefined): a 403 may be about a role or this API, and some instances send it for
 * an inactive access token.
 *
 * @throws RotationError `AlationThrottled`: a rate limit of the host applies to every request (RFC 6585 section 4)
 */
export function processUserinfoResponse(response: HttpResponse): 'active' | 'inactive' | undefined {
  switch (meaningOf(response)) {
    case 'success':
      return UserinfoResponse.safeParse(jsonOrUndefined(response)).success ? 'active' : undefined;
    case 'unauthorized':
      return isAlationRefusal(response) || InactiveBearerResponse.safeParse(jsonOrUndefined(response)).success
        ? 'inactive'
        : undefined;
    case 'AlationThrottled':
      throw failureOfStatus(response, 'AlationThrottled');
    default:
      return undefined;
  }
}
