import { userinfoRequest } from '../../functions/alation/userinfo.ts';
import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import type { Alation } from '../alation/alation.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Calls Alation with an access token, as a consumer does, and tells the status of the answer.
 *
 * @throws RotationError when there is no answer
 */
export async function callAsConsumer(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  { accessToken, tokenType }: MintedAccessToken,
): Promise<number> {
  const asBearer = userinfoRequest(baseUrl, accessToken);
  const request =
    tokenType === 'Bearer' ? asBearer : { ...asBearer, headers: { token: accessToken.reveal() } };
  return (await http(request, AbortSignal.timeout(timeoutMs))).status;
}

/**
 * What consumers see of an access token, beside what Alation says of it.
 *
 * @param status what a call with it was answered with
 * @param isAlive what Alation says when it is asked
 */
export function callFinding(status: number, isAlive: boolean): Finding {
  const isLetIn = status >= 200 && status < 300;
  if (isAlive) {
    return isLetIn
      ? finding('Alation', 'Calls', 'ok', `a living access token is let in (HTTP ${status})`)
      : finding(
          'Alation',
          'Calls',
          'warning',
          `a call with a living access token is answered with HTTP ${status}`,
          'Ask the Alation administrator what this user or client may do: minting works, and calls do not',
        );
  }
  if (status === 401 || status === 403) {
    return finding(
      'Alation',
      'Calls',
      'ok',
      `a superseded access token is answered with HTTP ${status}, on which consumers read the secret again`,
    );
  }
  return isLetIn
    ? finding(
        'Alation',
        'Calls',
        'warning',
        `a superseded access token is still let in (HTTP ${status}), though Alation calls it dead`,
        'Do not build on it: it may end at any moment',
      )
    : finding(
        'Alation',
        'Calls',
        'warning',
        `a superseded access token is answered with HTTP ${status}, and consumers are told to read the secret again on ` +
          '401 and 403',
        `Have consumers read the secret again on HTTP ${status} as well`,
      );
}
