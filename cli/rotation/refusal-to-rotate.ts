import { decide, type DecisionInput, type QuietReason } from '../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';

/**
 * Why the rotator would ignore a request now, by its own rules; undefined if it would rotate. No setting affects a
 * requested rotation, so the default policy gives the same decision.
 */
export function refusalToRotate(
  integration: Pick<DecisionInput, 'integration' | 'credentialsVersionId' | 'state'>,
  now: number,
): QuietReason | undefined {
  const decision = decide({ ...integration, requestedAt: Infinity }, now, defaultPolicy);
  // The rotator asks about rejected credentials first. That is no rotation that a command may rely on.
  if (decision.action === 'ask') return 'Rejected';
  return decision.action === 'none' ? decision.reason : undefined;
}
