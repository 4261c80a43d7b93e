import * as z from 'zod/mini';
import { faultKinds } from '../faults/fault.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** The schema of a fault of Alation. A control request sends the fault as JSON. */
export const faultSchema = z.discriminatedUnion(
  'kind',
  faultKinds({
    /** A regular expression that path and query match. */
    path: z.optional(z.string().check(z.refine(isRegExp, 'path is not a regular expression'))),
    method: z.optional(z.enum(['GET', 'POST'])),
    /** Only requests whose refresh token or OAuth client has this id, or whose access token this credential minted. */
    credentialId: z.optional(z.string()),
    /** Only requests whose body contains this text. */
    bodyIncludes: z.optional(z.string()),
  }),
);

/** A fault of Alation. */
export type Fault = Readonly<z.infer<typeof faultSchema>>;

/** Whether a fault selects a request. */
export function matchesRequest(
  { path, method, credentialId, bodyIncludes }: Fault,
  request: IncomingRequest,
  requestCredentialId: string | undefined,
): boolean {
  return (
    (path === undefined || new RegExp(path).test(request.target)) &&
    (method === undefined || request.method === method) &&
    (credentialId === undefined || requestCredentialId === credentialId) &&
    (bodyIncludes === undefined || request.text.includes(bodyIncludes))
  );
}

/** An outage: a gateway answers 503 on every endpoint, or on every endpoint except the data endpoints. */
export function outageFault(of: 'everything' | 'token-endpoints'): Fault {
  return {
    kind: 'status',
    status: 503,
    body: '<html><head><title>503 Service Unavailable</title></head></html>',
    ...(of === 'token-endpoints'
      ? { path: '^(?!/integration/v1/userinfo/|/api/v1/license|/full_version)' }
      : {}),
  };
}

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
