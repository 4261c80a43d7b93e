import { decide } from '../rotation/decide.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { gaugeShare } from './gauges.ts';
import type { GaugeShare } from './gauges.ts';
import type { Work } from '../rotation/gather.ts';
import type { QueuedWork } from './queue/waiting-work.ts';

/** Work of a sweep, as little of it as will do: a sweep may find many thousands. */
export interface DueWork extends Work, QueuedWork {
  readonly action: 'rotate' | 'probe';
  /** What the integration adds to the gauges if it is not got to. */
  readonly share: GaugeShare;
}

/** Later than any rotation's urgency: a probe of what was alive an hour ago waits until nothing is due. */
const PROBES_LAST = 1e15;

/**
 * What a listed integration has to do in this sweep, or undefined when nothing. Whoever has no access token that is
 * known to be alive goes first, then whoever has the least life left in it; what failed last time queues in its own
 * lane.
 */
export function dueWork(
  listed: ListedIntegration,
  state: IntegrationState,
  requestedAt: number | undefined,
  now: number,
  policy: RotationPolicy,
): DueWork | undefined {
  const { integration, credentialsVersionId } = listed;
  const decision = decide({ integration, credentialsVersionId, state, requestedAt }, now, policy);
  if (decision.action === 'none') return undefined;
  return {
    integration,
    requestedAt,
    action: decision.action,
    urgency: urgency(state, decision.action),
    host: state.baseUrl,
    failing: state.backoff !== undefined,
    share: gaugeShare(state),
  };
}

function urgency({ accessToken }: IntegrationState, action: 'rotate' | 'probe'): number {
  if (accessToken === undefined || !accessToken.verified) return 0;
  return action === 'probe' ? PROBES_LAST + accessToken.probedAt : accessToken.expiresAt;
}
