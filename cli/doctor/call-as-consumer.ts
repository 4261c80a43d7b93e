import { userinfoRequest } from '../../functions/alation/userinfo.ts';
import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import type { Alation } from '../alation/alation.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Calls Alation with an access token, as a consumer does, and returns the HTTP status.
 *
 * @throws RotationError if there is no response
 */
export async function callAsConsumer(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  { accessToken, tokenType }: Pick<MintedAccessToken, 'accessToken' | 'tokenType'>,
): Promise<number> {
  const asBearer = userinfoRequest(baseUrl, accessToken);
  const request =
    tokenType === 'Bearer' ? asBearer : { ...asBearer, headers: { token: accessToken.reveal() } };
  return (await http(request, AbortSignal.timeout(timeoutMs))).status;
}

/**
 * Compares the response to a consumer's call with the result of the verification.
 *
 * @param status HTTP status of the call
 * @param isActive whether Alation reports the access token as active
 */
export function callFinding(status: number, isActive: boolean): Finding {
  const isAccepted = status >= 200 && status < 300;
  if (isActive) {
    return isAccepted
      ? calls('ok', `a call with an active access token is accepted (HTTP ${status})`)
      : calls(
          'warning',
          `a call with an active access token is answered with HTTP ${status}`,
          'Ask the Alation administrator for the permissions of this user or client: minting works, calls do not',
        );
  }
  if (status === 401 || status === 403) {
    return calls(
      'ok',
      `a call with a superseded access token is answered with HTTP ${status}, on which consumers read the secret again`,
    );
  }
  return isAccepted
    ? calls(
        'warning',
        `a call with a superseded access token is accepted (HTTP ${status}), although Alation reports it as inactive`,
        'Do not rely on this: Alation can refuse the access token at any moment',
      )
    : calls(
        'warning',
        `a call with a superseded access token is answered with HTTP ${status}, but consumers read the secret again ` +
          'only on 401 and 403',
        `Have consumers read the secret again on HTTP ${status} as well`,
      );
}

function calls(verdict: Finding['verdict'], says: string, ...todo: readonly string[]): Finding {
  return finding('Alation', 'Calls', verdict, says, ...todo);
}
