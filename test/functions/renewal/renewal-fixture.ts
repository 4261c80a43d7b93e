import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import { NOW } from '../rotation/state-fixture.ts';

/** A renewal of the credential `b` that began now. */
export function renewalState(changes: Partial<RenewalState> = {}): RenewalState {
  return {
    phase: 'renewed',
    credential: 'b',
    fingerprint: 'bbbb',
    versionId: '22222222-2222-2222-2222-222222222222',
    at: NOW,
    checks: 0,
    code: undefined,
    isProven: false,
    ...changes,
  };
}
