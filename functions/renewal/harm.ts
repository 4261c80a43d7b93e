import type { Harm } from '../integration/renewal-harm.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RenewalDependencies, RenewalFacts } from './renewal-context.ts';
import { verifyPublished } from './verify-published.ts';

/**
 * Two reports of the same expiry may differ by the response time, because Alation may compute the expiry for each
 * response.
 */
const SAME_EXPIRY_MS = 10_000;

/** Whether a renewal extended the lifetime. Both expiries are in ms since the epoch. */
export function isLaterExpiry(before: number, after: number): boolean {
  return after - before > SAME_EXPIRY_MS;
}

/**
 * Why a renewal was harmful: it did not extend the lifetime, or revoked other tokens of the same user. Alation does not
 * document these effects. The function checks whether the new refresh token expires later than the old refresh token.
 * After the first renewal it also checks whether the published access token and the other refresh tokens are still active.
 *
 * @param renewed name of the renewed credential
 * @param expiresAt of the new refresh token, if Alation reported it
 * @param isFirst whether this is the first renewal at this host. Later renewals check the lifetime only
 * @returns false if no check found harm; undefined if that is not known: after a later renewal, or if one of the tokens
 *   could not be verified
 */
export async function harmOf(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  renewed: string,
  expiresAt: number | undefined,
  isFirst: boolean,
): Promise<Harm | false | undefined> {
  const { baseUrl, credentials } = facts.credentials;
  if (expiresAt !== undefined && !isLaterExpiry(facts.expiresAt ?? 0, expiresAt)) return 'NotExtended';
  if (!isFirst) return undefined;
  const verdict = await verifyPublished(deps, facts);
  if (verdict === 'inactive') return 'AccessTokenEnded';
  let isAnswered = verdict === 'active';
  for (const credential of credentials) {
    if (credential.name === renewed || credential.kind !== 'refresh-token') continue;
    const inspection = await deps.endpoints.inspect(baseUrl, credential).catch(toRotationError);
    if (!('state' in inspection)) isAnswered = false;
    else if (inspection.state === 'refused') return 'RefreshTokenEnded';
  }
  return isAnswered ? false : undefined;
}
