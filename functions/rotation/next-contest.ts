import type { Contest } from '../integration/contest.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { DAY_MS } from '../time.ts';
import type { Findings, RotationFacts } from './facts.ts';
import { issuingCredentialAmong } from './issuing-credential.ts';

/**
 * The contest after a reconcile. The second revocation within a day makes the integration contested: a single
 * revocation may have a harmless cause, such as a person who revoked an access token. The contest ends after a day
 * without a revocation, or when its credential is gone. A sweep decides about a shared credential, because only a sweep
 * sees all integrations.
 *
 * Here a day is 24 hours plus one probe interval, so that a job that mints every night counts.
 */
export function nextContest(
  { state: { contest: before }, credentials: { credentials }, mintedBy }: RotationFacts,
  { wasRevoked, rejected }: Findings,
  now: number,
  { probeIntervalMs }: Pick<RotationPolicy, 'probeIntervalMs'>,
): Contest | undefined {
  const isRecent = before !== undefined && now - (before.inactiveAt ?? -Infinity) <= DAY_MS + probeIntervalMs;
  const issuing = mintedBy && issuingCredentialAmong(credentials, mintedBy);
  // Alation may revoke the access tokens of a credential that it rejects.
  if (wasRevoked === true && issuing !== undefined && !rejected.has(issuing.name)) {
    const found = { inactiveAt: now, minter: minterFingerprint(issuing) };
    if (before?.sharedWith !== undefined) return { ...before, ...found };
    const since = isRecent ? (before.since ?? before.inactiveAt) : undefined;
    return { ...found, credential: issuing.name, since };
  }
  if (before === undefined || before.sharedWith !== undefined) return before;
  const isPresent = credentials.some((credential) => minterFingerprint(credential) === before.minter);
  return isRecent && isPresent ? before : undefined;
}
