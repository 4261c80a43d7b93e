import type { Findings, RotationDependencies, RotationFacts } from './facts.ts';
import type { Done } from './outcome.ts';
import { isInactive, verify, verifyingCredential } from './verify.ts';

/**
 * What a probe of the published access token found. `unknown`: no usable response. `client-refused`: Alation
 * does not let the OAuth client verify. `impossible`: no access token is published, or no credential can
 * verify it.
 */
export type ProbeResult = 'active' | 'inactive' | 'unknown' | 'client-refused' | 'impossible';

/** Verifies the published access token. */
export async function probe(deps: RotationDependencies, facts: RotationFacts): Promise<ProbeResult> {
  const { published, credentials } = facts;
  const verifier = published && verifyingCredential(credentials.credentials, published);
  if (published === undefined || verifier === undefined) return 'impossible';
  const verdict = await verify(deps, facts, published, verifier);
  return isInactive(verdict) ? 'inactive' : verdict;
}

/** The result of a reconcile that only probes. */
export function probed(
  found: Exclude<ProbeResult, 'inactive' | 'impossible'>,
  findings: Findings,
): Extract<Done, { readonly kind: 'probed' | 'probe-unanswered' }> {
  return found === 'active'
    ? { kind: 'probed', findings }
    : { kind: 'probe-unanswered', isClientRefused: found === 'client-refused', findings };
}
