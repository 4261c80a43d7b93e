import { eventBuffer } from '../rotation/event-buffer.ts';
import { pace } from '../rotation/pace.ts';
import type { Clock, EventSink, Log, SecretStore, Tags } from '../rotation/ports.ts';
import { toRotationError } from '../rotation/rotation-error.ts';
import { digests } from './digest.ts';
import { expiryEvents } from './expiry-events.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import type { AlertTopic } from './ports.ts';

/** SNS switches an e-mail subscription off above ten messages a second. */
const PAUSE_BETWEEN_ALERTS_MS = 125;
/** Secrets Manager takes 50 changes of tags a second in all, and the rotator makes up to 40 of them. */
const TAGS_PER_SECOND = 20;
/** An alert is not begun with less time than it takes to mark its integrations, and this for what may be slow. */
const RESERVE_MS = 15_000;

/** What telling works with. */
export interface TellDependencies {
  readonly store: Pick<SecretStore, 'writeTags'>;
  readonly topic: AlertTopic;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretPrefix: string;
}

/** An integration that something is to be said about. */
export interface Noticed {
  readonly about: NoticedIntegration;
  /** Tags to set once it is said. */
  readonly said: Tags;
}

/** How many alerts went out, were refused, and were left to the next run. */
export interface Told {
  readonly published: number;
  readonly failed: number;
  readonly left: number;
}

/**
 * Publishes what is to be said in as few alerts as will do. An integration is marked as told as soon as every message
 * that speaks of it went out: a run that dies on the way says little twice.
 */
export async function tell(
  deps: TellDependencies,
  noticed: ReadonlyMap<string, Noticed>,
  remainingMs: () => number,
): Promise<Told> {
  const { topic, clock, log, secretPrefix } = deps;
  const about = [...noticed.values()].map((one) => one.about);
  const messages = digests(about, { now: clock.now(), secretPrefix });
  const untold = new Map<string, number>();
  for (const integration of messages.flatMap((message) => message.integrations)) {
    untold.set(integration, (untold.get(integration) ?? 0) + 1);
  }
  const events = eventBuffer(deps.events, log);
  const takeTagging = pace(TAGS_PER_SECOND, clock);
  let failed = 0;
  let left = 0;
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
      await keepSaid(deps, integration, one.said);
      await events.add(expiryEvents(one.about, clock.now()));
    }
  }
  await events.flush();
  return { published: messages.length - failed - left, failed, left };
}

async function keepSaid({ store, log }: TellDependencies, integration: string, said: Tags): Promise<void> {
  try {
    await store.writeTags(integration, said);
  } catch (error) {
    log.error('SaidNotKept', { integration, code: toRotationError(error).code });
  }
}
