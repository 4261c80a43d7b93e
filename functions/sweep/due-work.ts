import { lastAttemptTime } from '../rotation/backoff.ts';
import { decide } from '../rotation/decide.ts';
import type { Trigger } from '../rotation/decide.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { gaugeShare } from './gauges.ts';
import type { GaugeShare } from './gauges.ts';
import type { Work } from '../rotation/read-integration.ts';
import type { QueuedWork } from './queue/concurrency-limiter.ts';

/** Due work of one integration. The object is small, because a sweep may hold 100,000 of these objects. */
export interface DueWork extends Work, QueuedWork {
  /** `rotate` also stands for a check of skipped credentials, which may rotate. */
  readonly action: 'rotate' | 'probe';
  /** The integration as the listing shows it, for a probe that only reads. */
  readonly listed?: ListedIntegration | undefined;
  /** The integration's share of the gauges, for the case that the work does not start or its new state is not known. */
  readonly share: GaugeShare;
}

/** Added to the urgency of a probe: more than the urgency of any rotation, which is an expiry in ms since the epoch. */
const PROBE_URGENCY = 1e15;

/**
 * The due work of a listed integration; undefined when nothing is due. Work without a verified access token comes
 * first, then rotations and checks by the expiry of the access token, then probes.
 */
export function dueWork(
  listed: ListedIntegration,
  state: IntegrationState,
  trigger: Trigger,
  now: number,
  policy: RotationPolicy,
): DueWork | undefined {
  const { integration, credentialsVersionId } = listed;
  const decision = decide({ ...trigger, integration, credentialsVersionId, state }, now, policy);
  if (decision.action === 'none') return undefined;
  const action = decision.action === 'probe' ? 'probe' : 'rotate';
  const isReadOnly = decision.action === 'probe' && decision.isRoutine;
  return {
    integration,
    ...trigger,
    isReadOnly,
    listed: isReadOnly ? listed : undefined,
    action,
    urgency: urgency(state, action),
    host: state.baseUrl,
    failing: state.backoff !== undefined,
    ignoresPause:
      decision.action === 'rotate' && now >= lastAttemptTime(state.accessToken?.expiresAt, now, policy),
    share: gaugeShare(state),
  };
}

function urgency({ accessToken }: IntegrationState, action: 'rotate' | 'probe'): number {
  if (accessToken === undefined || !accessToken.verified) return 0;
  return (action === 'probe' ? PROBE_URGENCY : 0) + accessToken.expiresAt;
}
