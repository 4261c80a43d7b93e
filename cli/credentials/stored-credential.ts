import type { CheckedCredential } from '../alation/check-credential.ts';
import type { CredentialState } from '../../functions/integration/integration-state.ts';
import type { RotationOutcome } from '../rotation/rotate-now.ts';

/** A credential that this command stored, and whether the rotator minted from it. */
export interface StoredCredential extends CheckedCredential {
  /** `stored`: no access token was minted from it yet, so it is not certain that Alation accepts it. */
  readonly state: 'accepted' | 'stored' | 'rejected';
}

/**
 * The state of a credential after the rotation. A rotation mints from only one credential, so another credential is only
 * `stored`.
 */
export function storedCredential(checked: CheckedCredential, outcome: RotationOutcome): StoredCredential {
  // With `--no-wait` the tags still describe the previous credentials.
  const { credentials } = outcome.kind === 'requested' ? { credentials: [] } : outcome.state;
  const recorded = credentials.find(({ name }) => name === checked.name);
  const reported = recorded?.expirySource === 'reported' ? recorded.expiresAt : undefined;
  return { ...checked, expiresAt: checked.expiresAt ?? reported, state: stateOf(recorded?.state) };
}

function stateOf(recorded: CredentialState['state'] | undefined): StoredCredential['state'] {
  if (recorded === 'rejected') return 'rejected';
  return recorded === 'active' ? 'accepted' : 'stored';
}
