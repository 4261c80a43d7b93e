import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import { createAlertTopic } from './aws/alert-topic.ts';
import { withChatTopics } from './aws/chat-topics.ts';
import type { OnRefused } from './aws/chat-topics.ts';
import { createEventSink } from './aws/event-bus.ts';
import { readReplicaStatus } from './aws/replica-status.ts';
import { createSecretStore } from './aws/secret-store.ts';
import { MetricName } from './contract.ts';
import { warn } from './warning/warn.ts';
import type { WarnSummary } from './warning/warn.ts';
import type { AlertTopic } from './integration/ports.ts';
import { isReplicaCheck, requestedIntegrations } from './requested-integrations.ts';
import type { Clock } from './integration/ports.ts';
import type { WarnerSettings } from './runtime/environment.ts';
import { remainingMsOf } from './runtime/deadline.ts';
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

/**
 * A run whose alerts did not all go out, or that had no time for all of them and could not start the next run. Lambda
 * then tries it again, and what was said is not said twice: an alert that only chat refused is lost to chat.
 */
export class AlertsNotPublishedError extends Error {
  constructor(failed: number, all: number) {
    super(`${failed} of ${all} alerts could not be published`);
    this.name = 'AlertsNotPublishedError';
  }
}

/** A run that told everybody else, but was denied the description of some secrets, which lines of the log name. */
export class SecretsNotDescribedError extends Error {
  constructor(count: number) {
    super(
      `${count} ${count === 1 ? 'secret' : 'secrets'} could not be described: the log says which and why`,
    );
    this.name = 'SecretsNotDescribedError';
  }
}

/**
 * Makes the warner's handler. It looks at all integrations, or only at those that its event names, from tags alone,
 * and returns what it said. The invocation fails, at its end, when an alert could not be published or a secret not be
 * described; not while it goes on with what it had no time for.
 *
 * `REPLICA_CHECK` has it look at the replicas of access tokens instead: it says nothing of them itself, an alarm on
 * the metric does.
 */
export function createWarner(options: WarnerOptions) {
  const { settings, clock, log, metrics } = options;
  const deps = {
    store: createSecretStore({ client: options.secretsManager, prefix: settings.secretPrefix }),
    events: createEventSink({ client: options.eventBridge, eventBusName: settings.eventBusName, clock }),
    policy: { warningDays: settings.warningDays, clientSecretMaxAgeDays: settings.clientSecretMaxAgeDays },
    secretPrefix: settings.secretPrefix,
    clock,
    log,
  };
  // An early answer would not end the work: it went on in the next invocation, beside that one's.
  return middy<unknown, WarnSummary>({ timeoutEarlyInMillis: 0 })
    .use(handlerMiddleware({ log, metrics }))
    .handler(async (event, context) => {
      if (isReplicaCheck(event)) return checkReplicas(options);
      const only = requestedIntegrations(event);
      let refusedByChat = 0;
      const topic = alertTopic(options, (error, { severity, owner }) => {
        refusedByChat += 1;
        log.error('AlertNotInChat', {
          severity,
          owner,
          error: error instanceof Error ? error : typeof error,
        });
      });
      const told = await warn({ ...deps, topic }, only, remainingMsOf(context));
      const summary = { ...told, alertsFailed: told.alertsFailed + refusedByChat };
      metrics.count(MetricName.warningsSent, summary.alertsPublished);
      if (summary.daysToNearestExpiry !== undefined) {
        metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, summary.daysToNearestExpiry, 'None');
      }
      if (only.length === 0 && !summary.continued) {
        metrics.gauge(MetricName.confirmedSubscriptions, await topic.confirmedSubscriptions(), 'Count');
      }
      log.info('WarnerEnded', { ...summary });
      // The next run says what is left, meets again what is wrong, and counts who listens.
      if (summary.continued) return summary;
      const unpublished = summary.alertsFailed + summary.alertsLeft;
      if (unpublished > 0) {
        throw new AlertsNotPublishedError(unpublished, summary.alertsPublished + unpublished);
      }
      if (summary.notDescribed > 0) throw new SecretsNotDescribedError(summary.notDescribed);
      return summary;
    });
}

function alertTopic({ settings, sns }: WarnerOptions, onRefused: OnRefused): AlertTopic {
  const main = createAlertTopic({ client: sns, topicArn: settings.alertTopicArn });
  const chatTopics = (settings.chatTopics ?? []).map(({ topicArn, ...filter }) => ({
    topic: createAlertTopic({ client: sns, topicArn, format: 'chat' }),
    filter,
  }));
  return withChatTopics(main, chatTopics, onRefused);
}

async function checkReplicas({
  settings,
  secretsManager,
  log,
  metrics,
}: WarnerOptions): Promise<WarnSummary> {
  const { replicas, stale, notDescribed } = await readReplicaStatus(secretsManager, settings.secretPrefix);
  for (const replica of stale) log.warn('ReplicaNotCurrent', { ...replica });
  metrics.gauge(MetricName.replicasNotCurrent, stale.length, 'Count');
  log.info('ReplicasChecked', { replicas, notCurrent: stale.length });
  if (notDescribed > 0) throw new SecretsNotDescribedError(notDescribed);
  return {
    integrations: 0,
    noticed: 0,
    notDescribed: 0,
    alertsPublished: 0,
    alertsFailed: 0,
    alertsLeft: 0,
    continued: false,
    daysToNearestExpiry: undefined,
  };
}
