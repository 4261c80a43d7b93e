import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import { createAlertTopic } from './aws/alert-topic.ts';
import { createEventSink } from './aws/event-bus.ts';
import { createSecretStore } from './aws/secret-store.ts';
import { MetricName } from './contract.ts';
import { warn } from './expiry/warn.ts';
import type { WarnSummary } from './expiry/warn.ts';
import { requestedIntegrations } from './requested-integrations.ts';
import type { Clock } from './rotation/ports.ts';
import type { WarnerSettings } from './runtime/environment.ts';
import { handlerMiddleware } from './runtime/handler-middleware.ts';
import type { InvocationLog } from './runtime/logger.ts';
import type { Metrics } from './runtime/metrics.ts';

/** Everything the warner takes from the world around it. */
export interface WarnerOptions {
  readonly settings: WarnerSettings;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
  readonly clock: Clock;
  readonly log: InvocationLog;
  readonly metrics: Metrics;
}

/** A run whose alerts did not all go out. Lambda then tries the run again, and what was said is not said twice. */
export class AlertsNotPublishedError extends Error {
  constructor(failed: number, all: number) {
    super(`${failed} of ${all} alerts could not be published`);
    this.name = 'AlertsNotPublishedError';
  }
}

/**
 * Makes the warner's handler. It looks at all integrations, or only at the one that its event names, from tags alone,
 * and returns what it said. The invocation fails when an alert could not be published.
 */
export function createWarner(options: WarnerOptions) {
  const { settings, clock, log, metrics } = options;
  const topic = createAlertTopic({ client: options.sns, topicArn: settings.alertTopicArn });
  const deps = {
    store: createSecretStore({ client: options.secretsManager, prefix: settings.secretPrefix }),
    topic,
    events: createEventSink({ client: options.eventBridge, eventBusName: settings.eventBusName, clock }),
    policy: { warningDays: settings.warningDays, clientSecretMaxAgeDays: settings.clientSecretMaxAgeDays },
    secretPrefix: settings.secretPrefix,
    clock,
    log,
  };
  return middy<unknown, WarnSummary>()
    .use(handlerMiddleware({ log, metrics }))
    .handler(async (event) => {
      const only = requestedIntegrations(event);
      const summary = await warn(deps, only);
      metrics.count(MetricName.warningsSent, summary.alertsPublished);
      if (summary.daysToNearestExpiry !== undefined) {
        metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, summary.daysToNearestExpiry, 'None');
      }
      if (only.length === 0) {
        metrics.gauge(MetricName.confirmedSubscriptions, await topic.confirmedSubscriptions(), 'Count');
      }
      log.info('WarnerEnded', { ...summary });
      if (summary.alertsFailed > 0) {
        throw new AlertsNotPublishedError(
          summary.alertsFailed,
          summary.alertsPublished + summary.alertsFailed,
        );
      }
      return summary;
    });
}
