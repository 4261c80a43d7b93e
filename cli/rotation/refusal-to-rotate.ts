import { decide, type DecisionInput, type QuietReason } from '../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';

/**
 * Why the rotator would do nothing if it were asked now, by its own rules; undefined when it would rotate. Of a request
 * no setting decides, so the default ones will do.
 */
export function refusalToRotate(
  integration: Pick<DecisionInput, 'integration' | 'credentialsVersionId' | 'state'>,
  now: number,
): QuietReason | undefined {
  const decision = decide({ ...integration, requestedAt: Infinity }, now, defaultPolicy);
  return decision.action === 'none' ? decision.reason : undefined;
}
