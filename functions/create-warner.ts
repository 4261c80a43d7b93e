import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import { isAllowedBaseUrl } from './alation/base-url.ts';
import { createAlertTopic } from './aws/alert-topic.ts';
import { withChatTopics } from './aws/chat-topics.ts';
import type { OnRefused } from './aws/chat-topics.ts';
import { createEventSink } from './aws/event-bus.ts';
import { readReplicaStatus } from './aws/replica-status.ts';
import { createSecretStore } from './aws/secret-store.ts';
import { readSubscriptions } from './aws/alert-subscriptions.ts';
import { MetricName } from './contract.ts';
import { countGaps, recipientGaps, type AlertSubject } from './warning/who-receives.ts';
import { warn } from './warning/warn.ts';
import type { WarnSummary } from './warning/warn.ts';
import { readIntegrationState } from './integration/plausible-state.ts';
import type { AlertTopic, Clock, SecretStore } from './integration/ports.ts';
import { isReplicaCheck, requestedIntegrations } from './requested-integrations.ts';
import { summaryKind } from './scheduled-time.ts';
import type { WarnerSettings } from './runtime/environment.ts';
import { remainingMsOf } from './runtime/deadline.ts';
import { handlerMiddleware } from './runtime/handler-middleware.ts';
import type { InvocationLog } from './runtime/logger.ts';
import type { Metrics } from './runtime/metrics.ts';

/** The settings and dependencies of the warner. */
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
 * Some alerts were not published, or time ran out and the next run could not be started. Lambda retries the run, which
 * does not repeat published alerts. An alert that only a chat topic refused never reaches chat.
 */
export class AlertsNotPublishedError extends Error {
  constructor(failed: number, all: number) {
    super(`the warner could not publish ${failed} of ${all} alerts: the log says which and why`);
    this.name = 'AlertsNotPublishedError';
  }
}

/** Secrets Manager did not describe some secrets, which the log names. The run covered all other secrets. */
export class SecretsNotDescribedError extends Error {
  constructor(count: number) {
    super(
      `Secrets Manager did not describe ${count} ${count === 1 ? 'secret' : 'secrets'}: the log says which and why`,
    );
    this.name = 'SecretsNotDescribedError';
  }
}

/**
 * All alerts were published, but not all notification states were saved. Lambda retries the run, which publishes those
 * alerts again.
 */
export class NotificationStateNotSavedError extends Error {
  constructor(count: number) {
    super(
      `the warner could not save the notification state of ${count} ${count === 1 ? 'integration' : 'integrations'}, so the next run sends the alerts about ${count === 1 ? 'it' : 'them'} again: the log says which and why`,
    );
    this.name = 'NotificationStateNotSavedError';
  }
}

/** All alerts were published, but the event bus refused events. A retry does not send them. */
export class EventsRefusedError extends Error {
  constructor(count: number) {
    super(
      `the event bus refused ${count} ${count === 1 ? 'event' : 'events'}: rules on the bus miss them, and a retry does not send them`,
    );
    this.name = 'EventsRefusedError';
  }
}

/**
 * Creates the warner's handler. The handler covers all integrations, or the integrations that its event names. It reads
 * tags only and returns a summary.
 *
 * After some failures the invocation fails at its end: an alert not published, a secret not described, a notification
 * state not saved, an event not sent. An invocation that started the next run does not fail.
 *
 * On the event `REPLICA_CHECK` the handler only checks the replicas of access tokens, and records a metric. It sends no
 * alert: the alarm on this metric reports a replica that is not in sync.
 */
export function createWarner(options: WarnerOptions) {
  const { settings, clock, log, metrics } = options;
  const store = createSecretStore({ client: options.secretsManager, prefix: settings.secretPrefix, clock });
  const deps = {
    events: createEventSink({ client: options.eventBridge, eventBusName: settings.eventBusName, clock }),
    policy: { warningDays: settings.warningDays, clientSecretMaxAgeDays: settings.clientSecretMaxAgeDays },
    secretPrefix: settings.secretPrefix,
    runbookUrl: settings.runbookUrl,
    where: whereOf(settings),
    isAllowedBaseUrl: (baseUrl: string) => isAllowedBaseUrl(baseUrl, settings.allowedHosts),
    clock,
    log,
  };
  // With an early timeout, unfinished work would continue in the next invocation of this environment.
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
      const subjects: AlertSubject[] = [];
      const run = await warn(
        { ...deps, store: withSubjects(store, clock, subjects), topic },
        only,
        remainingMsOf(context),
        settings.summary === 'none' ? undefined : summaryKind(event),
      );
      const summary = { ...run, alertsFailed: run.alertsFailed + refusedByChat };
      metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, summary.daysToNearestExpiry, 'None');
      metrics.gauge(MetricName.integrationsContested, summary.contested, 'Count');
      metrics.gauge(MetricName.refreshTokensRenewed, summary.renewals?.renewed, 'Count');
      metrics.gauge(MetricName.refreshTokenRenewalsFailed, summary.renewals?.failed, 'Count');
      if (only.length === 0 && !summary.continued) {
        await countSubscriptions(options, subjects);
      }
      log.info('WarnerEnded', { ...summary });
      // The next run publishes the rest, fails if errors remain and counts the subscriptions.
      if (summary.continued) return summary;
      const unpublished = summary.alertsFailed + summary.alertsLeft;
      if (unpublished > 0) {
        throw new AlertsNotPublishedError(unpublished, summary.alertsPublished + unpublished);
      }
      if (summary.notDescribed > 0) throw new SecretsNotDescribedError(summary.notDescribed);
      if (summary.notSaved > 0) throw new NotificationStateNotSavedError(summary.notSaved);
      if (summary.eventsRefused > 0) throw new EventsRefusedError(summary.eventsRefused);
      return summary;
    });
}

/** Account and Region of the alert topic, as the subject line of an alert shows them. */
function whereOf({ alertTopicArn, accountAlias }: WarnerSettings): string {
  const [, , , region = '', account = ''] = alertTopicArn.split(':');
  return `${accountAlias ?? account} ${region}`;
}

/** The store. Its listing also adds each integration, with its owner, to `subjects`. */
function withSubjects(store: SecretStore, clock: Clock, subjects: AlertSubject[]): SecretStore {
  return {
    ...store,
    async *listIntegrations() {
      for await (const page of store.listIntegrations()) {
        for (const { integration, tags } of page) {
          subjects.push({ integration, owner: readIntegrationState(tags, clock.now()).owner });
        }
        yield page;
      }
    },
  };
}

/** Records how many subscriptions are confirmed, and how many subscriptions and recipients are missing. */
async function countSubscriptions(
  { settings, sns, log, metrics }: WarnerOptions,
  subjects: readonly AlertSubject[],
): Promise<void> {
  const { alertTopicArn, chatTopics = [], declaredSubscriptions = [] } = settings;
  const subscriptions = await readSubscriptions(sns, { alertTopicArn, chatTopics });
  const declared = [...declaredSubscriptions, ...chatTopics.map(({ topicArn }) => `chat ${topicArn}`)];
  const gaps = recipientGaps(subscriptions, declared, subjects);
  const confirmed = subscriptions.filter(({ state }) => state === 'confirmed');
  metrics.gauge(MetricName.confirmedSubscriptions, confirmed.length, 'Count');
  metrics.gauge(MetricName.hearingGaps, countGaps(gaps), 'Count');
  if (countGaps(gaps) > 0) {
    log.warn('SubscriptionsMissing', {
      declared: declared.length,
      missing: gaps.missing.length,
      withoutRecipient: gaps.withoutRecipient.map(
        ({ severity, owner }) => `${severity} of ${owner ?? 'no owner'}`,
      ),
      alarmsWithoutRecipient: gaps.alarmsWithoutRecipient,
    });
  }
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
    due: 0,
    notDescribed: 0,
    alertsPublished: 0,
    alertsFailed: 0,
    alertsLeft: 0,
    notSaved: 0,
    eventsRefused: 0,
    continued: false,
    contested: undefined,
    renewals: undefined,
    daysToNearestExpiry: undefined,
  };
}
