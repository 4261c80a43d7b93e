import { decide } from './decide.ts';
import type { RotationPolicy } from './policy.ts';
import type { ListedIntegration } from './ports.ts';
import type { RotationRecord } from './rotation-record.ts';
import { gaugeShare } from './sweep-gauges.ts';
import type { GaugeShare } from './sweep-gauges.ts';
import type { Work } from './work-on-integration.ts';
import type { QueuedWork } from './work-queue.ts';

/** Work of a sweep, as little of it as will do: a sweep may find many thousands. */
export interface SweepWork extends Work, QueuedWork {
  /** Smaller goes first. */
  readonly urgency: number;
  /** What the integration adds to the gauges if it is not got to. */
  readonly share: GaugeShare;
}

/** Later than any rotation's urgency: probes wait until nothing is due. */
const PROBES_LAST = 1e15;

/**
 * What a listed integration has to do in this sweep, or undefined when nothing. What was asked for goes first, then
 * whoever has the least life left in its access token; what failed last time queues in its own lane.
 */
export function sweepWork(
  listed: ListedIntegration,
  record: RotationRecord,
  requested: boolean,
  now: number,
  policy: RotationPolicy,
): SweepWork | undefined {
  const { integration, credentialsVersionId } = listed;
  const decision = decide({ integration, credentialsVersionId, record, requested }, now, policy);
  if (decision.action === 'none') return undefined;
  const expiresAt = record.accessToken?.expiresAt ?? 0;
  return {
    integration,
    requested,
    urgency: decision.action === 'probe' ? PROBES_LAST + (record.accessToken?.probedAt ?? 0) : expiresAt,
    host: record.baseUrl,
    troubled: record.backoff !== undefined,
    share: gaugeShare(record),
  };
}
