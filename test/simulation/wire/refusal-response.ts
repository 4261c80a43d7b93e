import type { CredentialKind } from '../../../functions/integration/credential.ts';
import { Detail, json, refusal } from '../../../local/alation/responses.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';

/** Alation's response for a credential that it rejects or forbids. */
export function refusalResponse(how: 'rejected' | 'forbidden', kind: CredentialKind): HttpResponse {
  if (how === 'forbidden') return refusal(403, 'You do not have permission to perform this action.');
  if (kind === 'refresh-token') return refusal(401, Detail.refreshTokenInactive);
  return json(401, { error: 'invalid_client', error_description: 'Client credentials are incorrect' });
}
