import type { CredentialState } from '../integration/integration-state.ts';
import type { Findings, RotationFacts } from './facts.ts';
import type { Done } from './outcome.ts';
import { isUsableAt } from './skipped-credentials.ts';

/**
 * Names of the credentials that Alation forbade, if another credential can mint. Otherwise the set is empty: the 403 probably
 * concerns all credentials, for example because of an IP rule.
 */
export function newlyForbidden(
  { state, secrets, credentials }: RotationFacts,
  findings: Findings,
): ReadonlySet<string> {
  const { rejected, forbidden = new Set<string>() } = findings;
  const { versionId } = secrets.credentials;
  const canAnotherMint = credentials.credentials.some(
    ({ name }) =>
      !rejected.has(name) &&
      !forbidden.has(name) &&
      state.credentials.every((known) => known.name !== name || isUsableAt(known, versionId)),
  );
  return canAnotherMint ? forbidden : new Set();
}

/** Whether a rotation failed with a 403 and the next rotation can mint from another credential. */
export function waitsForForbidden(
  { error, findings }: Extract<Done, { readonly kind: 'failed' }>,
  states: readonly CredentialState[],
): boolean {
  return (
    error.code === 'AlationForbidden' &&
    states.every(({ name, state }) => findings.forbidden?.has(name) !== true || state === 'forbidden')
  );
}
