import { randomUUID } from 'node:crypto';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { parseBaseUrl } from './alation/base-url.ts';
import { createTokenEndpoints } from './alation/token-endpoints.ts';
import { createEventSink } from './aws/event-bus.ts';
import { createCredentialsStore } from './aws/credentials-store.ts';
import { createSecretStore } from './aws/secret-store.ts';
import { MetricName } from './contract.ts';
import { rotationRequest } from './rotation-request.ts';
import { hostPauses } from './sweep/queue/host-pauses.ts';
import { defaultConcurrencyLimits } from './sweep/queue/concurrency-limits.ts';
import { ownVersionId } from './integration/own-version.ts';
import { defaultPolicy } from './integration/policy.ts';
import type { Clock, Random } from './integration/ports.ts';
import { noOutcomes, sweep } from './sweep/sweep.ts';
import { unsavedStates } from './sweep/unsaved-states.ts';
import type { SweepDependencies, SweepSummary } from './sweep/sweep.ts';
import { rateLimiter } from './integration/rate-limiter.ts';
import { remainingMsOf } from './runtime/deadline.ts';
import type { RotatorSettings } from './runtime/environment.ts';
import { handlerMiddleware } from './runtime/handler-middleware.ts';
import type { InvocationLog } from './runtime/logger.ts';
import type { Metrics } from './runtime/metrics.ts';

/** The result of a sweep, or why the invocation was refused. */
export type RotatorSummary = SweepSummary & { readonly refused?: string };

/** The settings and dependencies of the rotator. */
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
 * Creates the rotator's handler. The handler refuses a wrong request with a log line. Otherwise it sweeps the
 * integrations that its event requests (`rotationRequest`) and returns the summary. Failures of single integrations are
 * counted and logged. The invocation fails only when the sweep fails.
 */
export function createRotator(options: RotatorOptions) {
  const { settings, clock, random, log, metrics } = options;
  const deps = {
    store: createSecretStore({ client: options.secretsManager, prefix: settings.secretPrefix, clock }),
    endpoints: createTokenEndpoints({
      fetch: options.fetch,
      clock,
      oauthVerification: settings.oauthVerification,
    }),
    events: createEventSink({ client: options.eventBridge, eventBusName: settings.eventBusName, clock }),
    renewal: {
      credentialsStore: createCredentialsStore({
        client: options.secretsManager,
        prefix: settings.secretPrefix,
      }),
      newVersionId: () => ownVersionId(randomUUID()),
    },
    parseBaseUrl: (text: string) => parseBaseUrl(text, settings.allowedHosts),
    policy: {
      ...defaultPolicy,
      intervalMs: settings.rotationIntervalMs,
      renewalFraction: settings.renewalFraction,
      probeIntervalMs: settings.probeIntervalMs,
      refreshTokenLifetimeMs: settings.refreshTokenLifetimeMs,
    },
    pauses: hostPauses(clock),
    unsaved: unsavedStates(clock),
    clock,
    random,
    log,
  };
  const limitsOf = limitsByShards(settings.writesPerSecond, clock);
  // An early response would not stop the sweep: it would continue during the next invocation.
  return middy<unknown, RotatorSummary>({ timeoutEarlyInMillis: 0 })
    .use(handlerMiddleware({ log, metrics }))
    .handler(async (event, context) => {
      const request = rotationRequest(event, settings.secretPrefix);
      if ('refused' in request) {
        log.error('RequestRefused', { explanation: request.refused });
        return { due: 0, outcomes: noOutcomes(), gauges: undefined, ...request };
      }
      const summary = await sweep(
        { ...deps, ...limitsOf(request.shard?.of ?? 1) },
        { ...request, remainingMs: remainingMsOf(context) },
      );
      recordMetrics(metrics, summary);
      log.info('SweepEnded', { ...request.shard, due: summary.due, ...summary.outcomes, ...summary.gauges });
      return summary;
    });
}

type Limits = Pick<SweepDependencies, 'acquireStart' | 'acquireWrite' | 'acquirePage' | 'concurrency'>;

/**
 * ListSecrets has a quota of 100 calls a second in each account and Region, which the rotator shares with the warner
 * and other programs.
 */
const PAGES_PER_SECOND = 60;

/**
 * The limits of one shard, by the number of shards. Shards may run at the same time, so each gets its part of the
 * allowed writes, of the pages of the listing and of the slots at a host. The rate limiters outlast an invocation,
 * because the next invocation may follow immediately.
 */
function limitsByShards(writesPerSecond: number, clock: Clock): (shards: number) => Limits {
  const known = new Map<number, Limits>();
  return (shards) => {
    const limits = known.get(shards) ?? {
      acquireStart: rateLimiter(writesPerSecond / shards, clock),
      acquireWrite: rateLimiter(writesPerSecond / shards, clock),
      acquirePage: rateLimiter(PAGES_PER_SECOND / shards, clock),
      concurrency: {
        ...defaultConcurrencyLimits,
        perHost: Math.max(1, Math.trunc(defaultConcurrencyLimits.perHost / shards)),
      },
    };
    known.set(shards, limits);
    return limits;
  };
}

/**
 * Records the gauges. A sweep over named integrations has no gauges, because these would hide the other integrations in
 * the graph. Each shard records its part. The sum of the counts and the minimum of the lifetimes are those of all integrations.
 */
function recordMetrics(metrics: Metrics, { gauges }: SweepSummary): void {
  if (gauges === undefined) return;
  metrics.gauge(MetricName.integrationsFailing, gauges.integrationsFailing, 'Count');
  metrics.gauge(
    MetricName.minimumRemainingLifetimePercent,
    gauges.minimumRemainingLifetimePercent,
    'Percent',
  );
}
