import { decide, isRejected, type DecisionInput, type SkipReason } from '../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';

/**
 * Why the rotator would ignore a request now, by its own rules; undefined if it would not. No setting decides whether the
 * rotator ignores a request, so the default policy gives the same result.
 */
export function refusalToRotate(
  integration: Pick<DecisionInput, 'integration' | 'credentialsVersionId' | 'state'>,
  now: number,
): SkipReason | undefined {
  const decision = decide({ ...integration, requestedAt: Infinity }, now, defaultPolicy);
  if (decision.action === 'none') return decision.reason;
  // The rotator may check rejected credentials, or probe. Neither is a rotation that a command may rely on.
  return isRejected(integration.state, integration.credentialsVersionId) ? 'Rejected' : undefined;
}
