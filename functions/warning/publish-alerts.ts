import { eventBuffer } from '../integration/event-buffer.ts';
import { rateLimiter } from '../integration/rate-limiter.ts';
import type {
  AlertTopic,
  Clock,
  EventSink,
  Log,
  RotatorEvent,
  SecretStore,
  Tags,
} from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import { SECOND_MS } from '../time.ts';
import { ownerAlerts } from './owner-alerts.ts';
import type { PendingNotifications, TextContext } from './integration-notifications.ts';
import type { OwnerSummary } from './summary.ts';

/** SNS disables an e-mail subscription above ten messages a second. */
const DELAY_BETWEEN_ALERTS_MS = 125;
/** Secrets Manager allows 50 changes of tags a second. The rotator uses up to 40 of them by default. */
const TAGS_PER_SECOND = 10;
/** An alert is published only if its tags can be written in the remaining time, with this reserve for slow calls. */
const RESERVE_MS = 15 * SECOND_MS;

/** The dependencies of `publishAlerts`. */
export interface PublishAlertsDependencies extends TextContext {
  readonly store: Pick<SecretStore, 'writeTags'>;
  readonly topic: AlertTopic;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts of alerts and of their integrations. */
export interface PublishedAlerts {
  readonly published: number;
  /** Alerts that could not be published. */
  readonly failed: number;
  /** Alerts that this run left to the next run because its time ran out. */
  readonly left: number;
  /** Integrations whose notification state was saved. */
  readonly saved: number;
  /** Integrations whose notification state could not be saved: their alerts will be sent again. */
  readonly notSaved: number;
  /** Events that the event bus refused. */
  readonly eventsRefused: number;
  /** Integrations with an alert that was not published. */
  readonly unsent: readonly string[];
}

/**
 * Publishes pending notifications in as few alerts as possible. Saves the notification state of an integration as
 * soon as every alert about it is published. If a run crashes, the next run repeats at most the last alert, and earlier
 * alerts about integrations whose second alert was not published yet.
 */
export async function publishAlerts(
  deps: PublishAlertsDependencies,
  pending: ReadonlyMap<string, PendingNotifications>,
  summaries: readonly OwnerSummary[],
  remainingMs: () => number,
): Promise<PublishedAlerts> {
  const { topic, clock, log } = deps;
  const about = [...pending.values()].map((one) => one.about);
  const alerts = ownerAlerts(about, deps, summaries);
  const unsent = new Map<string, number>();
  for (const integration of alerts.flatMap(({ integrations }) => integrations)) {
    unsent.set(integration, (unsent.get(integration) ?? 0) + 1);
  }
  const events = eventBuffer(deps.events, log);
  const acquireWrite = rateLimiter(TAGS_PER_SECOND, clock);
  let failed = 0;
  let left = 0;
  let saved = 0;
  let notSaved = 0;
  for (const [index, { alert, integrations }] of alerts.entries()) {
    if (remainingMs() < RESERVE_MS + (integrations.length / TAGS_PER_SECOND) * SECOND_MS) {
      left += 1;
      continue;
    }
    if (index > 0) await clock.sleep(DELAY_BETWEEN_ALERTS_MS);
    const { severity, owner } = alert;
    try {
      await topic.publish(alert);
      log.info('AlertPublished', { severity, owner, integrations: integrations.length });
    } catch (error) {
      failed += 1;
      // The log redacts an Error, but would write any other value unchanged.
      log.error('AlertNotPublished', {
        severity,
        owner,
        error: error instanceof Error ? error : typeof error,
      });
      continue;
    }
    for (const integration of integrations) {
      const alertsLeft = (unsent.get(integration) ?? 0) - 1;
      unsent.set(integration, alertsLeft);
      const one = pending.get(integration);
      if (alertsLeft > 0 || one === undefined) continue;
      await acquireWrite();
      if (await saveNotificationState(deps, integration, one.tags)) saved += 1;
      else notSaved += 1;
      await events.add(eventsOf(one));
    }
  }
  const eventsRefused = await events.flush();
  return {
    published: alerts.length - failed - left,
    failed,
    left,
    saved,
    notSaved,
    eventsRefused,
    unsent: [...unsent].filter(([, alertsLeft]) => alertsLeft > 0).map(([integration]) => integration),
  };
}

function eventsOf({ about }: PendingNotifications): readonly RotatorEvent[] {
  return about.notifications.map(({ event }) => event).filter((event) => event !== undefined);
}

/** @returns whether the tags were written */
async function saveNotificationState(
  { store, log }: PublishAlertsDependencies,
  integration: string,
  tags: Tags,
): Promise<boolean> {
  try {
    await store.writeTags(integration, tags);
    return true;
  } catch (error) {
    log.error('NotificationStateNotSaved', { integration, code: toRotationError(error).code });
    return false;
  }
}
