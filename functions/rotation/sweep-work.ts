import { decide } from './decide.ts';
import type { RotationPolicy } from './policy.ts';
import type { ListedIntegration } from './ports.ts';
import type { RotationRecord } from './rotation-record.ts';
import { gaugeShare } from './sweep-gauges.ts';
import type { GaugeShare } from './sweep-gauges.ts';
import type { Work } from './work-on-integration.ts';
import type { QueuedWork } from './queue/waiting-work.ts';

/** Work of a sweep, as little of it as will do: a sweep may find many thousands. */
export interface SweepWork extends Work, QueuedWork {
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
export function sweepWork(
  listed: ListedIntegration,
  record: RotationRecord,
  requestedAt: number | undefined,
  now: number,
  policy: RotationPolicy,
): SweepWork | undefined {
  const { integration, credentialsVersionId } = listed;
  const decision = decide({ integration, credentialsVersionId, record, requestedAt }, now, policy);
  if (decision.action === 'none') return undefined;
  return {
    integration,
    requestedAt,
    action: decision.action,
    urgency: urgency(record, decision.action),
    host: record.baseUrl,
    troubled: record.backoff !== undefined,
    share: gaugeShare(record),
  };
}

function urgency({ accessToken }: RotationRecord, action: 'rotate' | 'probe'): number {
  if (accessToken === undefined || !accessToken.verified) return 0;
  return action === 'probe' ? PROBES_LAST + accessToken.probedAt : accessToken.expiresAt;
}
