import { eventBuffer } from '../integration/event-buffer.ts';
import { rateLimiter } from '../integration/rate-limiter.ts';
import type { Clock, EventSink, Log, SecretStore, Tags } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import { digests } from './digest.ts';
import { expiryEvents } from './expiry-events.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import type { AlertTopic } from '../integration/ports.ts';

/** SNS switches an e-mail subscription off above ten messages a second. */
const PAUSE_BETWEEN_ALERTS_MS = 125;
/** Secrets Manager takes 50 changes of tags a second in all; the rotator, as it is set by default, makes up to 40. */
const TAGS_PER_SECOND = 10;
/** An alert is not begun with less time than it takes to mark its integrations, and this for what may be slow. */
const RESERVE_MS = 15_000;

/** What telling works with. */
export interface PublishAlertsDependencies {
  readonly store: Pick<SecretStore, 'writeTags'>;
  readonly topic: AlertTopic;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretPrefix: string;
}

/** An integration that something is to be said about. */
export interface Noticed {
  readonly about: IntegrationNotifications;
  /** Tags to set once it is said. */
  readonly said: Tags;
}

/** How many alerts went out, were refused, and were left because the time ran out; and what that is in integrations. */
export interface PublishedAlerts {
  readonly published: number;
  readonly failed: number;
  readonly left: number;
  /** Integrations that were marked as told. */
  readonly marked: number;
  /** Integrations that were told and could not be marked: they will be told again. */
  readonly notMarked: number;
  /** Integrations that not every message went out about. */
  readonly untold: readonly string[];
}

/**
 * Publishes what is to be said in as few alerts as will do. An integration is marked as told as soon as every message
 * that speaks of it went out. After a run that died on the way the next one repeats its last message at most, and what
 * was said of integrations that another message was still to speak of.
 */
export async function publishAlerts(
  deps: PublishAlertsDependencies,
  noticed: ReadonlyMap<string, Noticed>,
  remainingMs: () => number,
): Promise<PublishedAlerts> {
  const { topic, clock, log, secretPrefix } = deps;
  const about = [...noticed.values()].map((one) => one.about);
  const messages = digests(about, { now: clock.now(), secretPrefix });
  const untold = new Map<string, number>();
  for (const integration of messages.flatMap((message) => message.integrations)) {
    untold.set(integration, (untold.get(integration) ?? 0) + 1);
  }
  const events = eventBuffer(deps.events, log);
  const takeTagging = rateLimiter(TAGS_PER_SECOND, clock);
  let failed = 0;
  let left = 0;
  let marked = 0;
  let notMarked = 0;
  for (const [index, { alert, integrations }] of messages.entries()) {
    if (remainingMs() < RESERVE_MS + (integrations.length / TAGS_PER_SECOND) * 1_000) {
      left += 1;
      continue;
    }
    if (index > 0) await clock.sleep(PAUSE_BETWEEN_ALERTS_MS);
    const { severity, owner } = alert;
    try {
      await topic.publish(alert);
      log.info('AlertPublished', { severity, owner, integrations: integrations.length });
    } catch (error) {
      failed += 1;
      // The log tells of an error what may be told; it takes a text as it is.
      log.error('AlertNotPublished', {
        severity,
        owner,
        error: error instanceof Error ? error : typeof error,
      });
      continue;
    }
    for (const integration of integrations) {
      const messagesLeft = (untold.get(integration) ?? 0) - 1;
      untold.set(integration, messagesLeft);
      const one = noticed.get(integration);
      if (messagesLeft > 0 || one === undefined) continue;
      await takeTagging();
      if (await keepSaid(deps, integration, one.said)) marked += 1;
      else notMarked += 1;
      await events.add(expiryEvents(one.about, clock.now()));
    }
  }
  await events.flush();
  return {
    published: messages.length - failed - left,
    failed,
    left,
    marked,
    notMarked,
    untold: [...untold].filter(([, messagesLeft]) => messagesLeft > 0).map(([integration]) => integration),
  };
}

/** Whether it was kept that these things were said. */
async function keepSaid(
  { store, log }: PublishAlertsDependencies,
  integration: string,
  said: Tags,
): Promise<boolean> {
  try {
    await store.writeTags(integration, said);
    return true;
  } catch (error) {
    log.error('NotificationStateNotSaved', { integration, code: toRotationError(error).code });
    return false;
  }
}
