import * as z from 'zod/mini';
import type { Sensitive } from '../integration/sensitive.ts';
import { isAlationRefusal } from './api-key/refusal.ts';
import type { HttpResponse } from './http/response.ts';
import { failureOfStatus, meaningOf } from './http/failure.ts';
import type { AlationRequest } from './http/http.ts';
import { jsonIfAny } from './http/json-body.ts';

/** 200 of userinfo: the caller. Only that it is one is relied on. */
const UserinfoResponse = z.object({ id: z.union([z.number(), z.string()]) });

/** How data APIs refuse a dead bearer token; they send no `code` with it. */
const DeadBearer = z.object({
  detail: z.string().check(z.regex(/^authentication failed: invalid bearer token\b/i)),
});

/** A call that Alation lets any living access token make, as a consumer of it makes one. It changes nothing. */
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
 * Judges the answer to `userinfoRequest`: whoever is let in is alive, and whom Alation itself answers 401 is dead.
 * Undefined for all else: 403 may be about a role or about this API, and some instances answer it to a dead one.
 *
 * @throws RotationError `AlationThrottled`: a host that asks to slow down (RFC 6585 section 4) means all who ask it
 */
export function processUserinfoResponse(answer: HttpResponse): 'active' | 'inactive' | undefined {
  switch (meaningOf(answer)) {
    case 'success':
      return UserinfoResponse.safeParse(jsonIfAny(answer)).success ? 'active' : undefined;
    case 'unauthorized':
      return isAlationRefusal(answer) || DeadBearer.safeParse(jsonIfAny(answer)).success
        ? 'inactive'
        : undefined;
    case 'AlationThrottled':
      throw failureOfStatus(answer, 'AlationThrottled');
    default:
      return undefined;
  }
}
