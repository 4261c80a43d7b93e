import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { parseBaseUrl } from './alation/base-url.ts';
import { createTokenEndpoints } from './alation/token-endpoints.ts';
import { createEventSink } from './aws/event-bus.ts';
import { createSecretStore } from './aws/secret-store.ts';
import { MetricName } from './contract.ts';
import { requestedShard } from './requested-shard.ts';
import { rotationRequest } from './rotation-request.ts';
import { hostPauses } from './sweep/queue/host-pauses.ts';
import { defaultLanes } from './sweep/queue/lanes.ts';
import type { Lanes } from './sweep/queue/lanes.ts';
import { defaultPolicy } from './integration/policy.ts';
import type { Clock, Random } from './integration/ports.ts';
import { sweep } from './sweep/sweep.ts';
import type { SweepSummary } from './sweep/sweep.ts';
import { rateLimiter } from './integration/rate-limiter.ts';
import type { RateLimiter } from './integration/rate-limiter.ts';
import { remainingMsOf } from './runtime/deadline.ts';
import type { RotatorSettings } from './runtime/environment.ts';
import { handlerMiddleware } from './runtime/handler-middleware.ts';
import type { InvocationLog } from './runtime/logger.ts';
import type { Metrics } from './runtime/metrics.ts';

/** Everything the rotator takes from the world around it. */
export interface RotatorOptions {
  readonly settings: RotatorSettings;
  readonly secretsManager: SecretsManagerClient;
  readonly eventBridge: EventBridgeClient;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: InvocationLog;
  readonly metrics: Metrics;
}

/**
 * Makes the rotator's handler. It sweeps all integrations, or the shard (`requestedShard`) or those that its event
 * names (`rotationRequest`), and returns what came of it. The trouble of single integrations is counted and logged; the
 * invocation fails only when the sweep itself could not be done.
 */
export function createRotator(options: RotatorOptions) {
  const { settings, clock, random, log, metrics } = options;
  const deps = {
    store: createSecretStore({ client: options.secretsManager, prefix: settings.secretPrefix }),
    endpoints: createTokenEndpoints({
      fetch: options.fetch,
      clock,
      oauthVerification: settings.oauthVerification,
    }),
    events: createEventSink({ client: options.eventBridge, eventBusName: settings.eventBusName, clock }),
    parseBaseUrl: (text: string) => parseBaseUrl(text, settings.allowedHosts),
    policy: {
      ...defaultPolicy,
      intervalMs: settings.rotationIntervalMs,
      renewalFraction: settings.renewalFraction,
      probeIntervalMs: settings.probeIntervalMs,
      refreshTokenLifetimeMs: settings.refreshTokenLifetimeMs,
    },
    pauses: hostPauses(clock),
    clock,
    random,
    log,
  };
  const limitsOf = limitsByShards(settings.writesPerSecond, clock);
  // An early answer would not end the work: it went on in the next invocation, beside that one's.
  return middy<unknown, SweepSummary>({ timeoutEarlyInMillis: 0 })
    .use(handlerMiddleware({ log, metrics }))
    .handler(async (event, context) => {
      const request = rotationRequest(event, settings.secretPrefix);
      const shard = request.only.length > 0 ? undefined : requestedShard(event);
      const summary = await sweep(
        { ...deps, ...limitsOf(shard?.of ?? 1) },
        { ...request, shard, remainingMs: remainingMsOf(context) },
      );
      record(metrics, summary);
      log.info('SweepEnded', { ...shard, due: summary.due, ...summary.outcomes, ...summary.gauges });
      return summary;
    });
}

/**
 * The limits of one of so many shards. Shards may run at the same time, so each takes its share of the writes that
 * are allowed and of the places at a host: together they never take more than one that does everything. The permits
 * outlast an invocation, because the next one may follow at once.
 */
function limitsByShards(writesPerSecond: number, clock: Clock) {
  const limits = new Map<number, { readonly acquireWrite: RateLimiter; readonly lanes: Lanes }>();
  return (of: number) => {
    const perSecond = writesPerSecond / of;
    const limitsOfOne = limits.get(of) ?? {
      acquireWrite: rateLimiter(perSecond, clock),
      lanes: {
        ...defaultLanes,
        perHost: Math.max(1, Math.trunc(defaultLanes.perHost / of)),
        startsPerSecond: perSecond,
      },
    };
    limits.set(of, limitsOfOne);
    return limitsOfOne;
  };
}

/**
 * Gauges only of a full sweep: one of a single integration would make the others vanish from the graph. Each shard
 * writes those of its part: their sum is the number of all integrations and of the failing ones, their minimum the
 * least runway.
 */
function record(metrics: Metrics, { due, outcomes, gauges }: SweepSummary): void {
  metrics.count(MetricName.runs, 1);
  metrics.count(MetricName.due, due);
  metrics.count(MetricName.rotated, outcomes.rotated);
  metrics.count(MetricName.failed, outcomes.failed);
  metrics.count(MetricName.deferred, outcomes.deferred);
  if (gauges === undefined) return;
  metrics.gauge(MetricName.integrations, gauges.integrations, 'Count');
  metrics.gauge(MetricName.integrationsFailing, gauges.integrationsFailing, 'Count');
  if (gauges.minimumRunwayHours !== undefined) {
    metrics.gauge(MetricName.minimumRunwayHours, gauges.minimumRunwayHours, 'None');
  }
}
