import type { RefreshTokenCredential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import type { SecretValue } from '../integration/ports.ts';
import type { RenewalState } from '../integration/renewal-state.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import { CHECKS } from './decide-renewal.ts';
import { isLaterExpiry } from './harm.ts';
import type { RenewalDependencies, RenewalFacts, RenewalResult } from './renewal-context.ts';

/**
 * Finds out the unknown outcome of a renewal. The new refresh token may be under AWSPENDING, if the rotator crashed
 * after that write or could not move AWSCURRENT. Otherwise Alation reports whether the old refresh token still works.
 * Alation may finish the renewal after the timeout of a gateway, so `active` counts only after several sweeps. A later
 * expiry shows that Alation extended the old refresh token. Never throws.
 */
export async function findOut(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  old: RefreshTokenCredential,
  renewal: RenewalState,
): Promise<RenewalResult> {
  const doubtful: RenewalState = { ...renewal, phase: 'doubtful' };
  try {
    const finished = await finishPending(deps, facts, old, doubtful);
    if (finished !== undefined) return finished;
    const inspection = await deps.endpoints.inspect(facts.credentials.baseUrl, old);
    // Only a mint decides: `validateRefreshToken` alone may be wrong. The rotation's mint comes next.
    if (inspection.state === 'refused') return { renewal: { ...doubtful, phase: 'lost' }, mint: true };
    const extended = extendedBy(inspection.expiresAt, facts, old, doubtful);
    if (extended !== undefined) return extended;
    const checks = renewal.checks + 1;
    return checks < CHECKS
      ? { renewal: { ...doubtful, checks }, mint: false }
      : { renewal: { ...doubtful, phase: 'failed', checks }, mint: true };
  } catch (thrown) {
    const { code, message } = toRotationError(thrown);
    deps.log.warn('RenewalOutcomeUnknown', { integration: facts.integration, code, explanation: message });
    return { renewal: doubtful, mint: false };
  }
}

/** The result if Alation extended the refresh token instead of replacing it, so that nothing is stored; else undefined. */
function extendedBy(
  expiresAt: number | undefined,
  { secret, expiresAt: before }: RenewalFacts,
  old: RefreshTokenCredential,
  renewal: RenewalState,
): RenewalResult | undefined {
  if (!isLaterExpiry(before ?? Infinity, expiresAt ?? -Infinity)) return undefined;
  return renewedResult(renewal, secret, old, expiresAt);
}

/** Moves AWSCURRENT to the new refresh token under AWSPENDING; undefined if there is none, or Alation refuses it. */
async function finishPending(
  { credentialsStore, endpoints, parseBaseUrl }: RenewalDependencies,
  { integration, secret, credentials: { baseUrl } }: RenewalFacts,
  old: RefreshTokenCredential,
  renewal: RenewalState,
): Promise<RenewalResult | undefined> {
  const pending = await credentialsStore.readPending(integration);
  if (pending === undefined) return undefined;
  const fingerprint = credentialFingerprint(old);
  const renewed = parseCredentials(pending, parseBaseUrl).credentials.find(({ name }) => name === old.name);
  if (renewed?.kind !== 'refresh-token' || credentialFingerprint(renewed) === fingerprint) return undefined;
  const inspection = await endpoints.inspect(baseUrl, renewed);
  if (inspection.state === 'refused') return undefined;
  const moved = await credentialsStore.moveCurrent(integration, secret.versionId, pending.versionId);
  if (moved === 'refused') return { renewal, mint: false };
  return renewedResult(renewal, pending, renewed, inspection.expiresAt);
}

/** The result of a renewal whose new or extended refresh token is under AWSCURRENT, in this document. */
function renewedResult(
  renewal: RenewalState,
  secret: SecretValue,
  credential: RefreshTokenCredential,
  expiresAt: number | undefined,
): RenewalResult {
  return {
    renewal: { ...renewal, phase: 'renewed', code: undefined },
    stored: { secret, fingerprint: credentialFingerprint(credential), expiresAt },
    mint: true,
  };
}
