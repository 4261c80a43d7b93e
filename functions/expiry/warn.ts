import { eventBuffer } from '../rotation/event-buffer.ts';
import type { Clock, EventSink, ListedIntegration, Log, SecretStore } from '../rotation/ports.ts';
import { toRotationError } from '../rotation/rotation-error.ts';
import { parseRotationRecord } from '../rotation/rotation-record.ts';
import { digests } from './digest.ts';
import { dueNotices } from './due-notices.ts';
import type { WarningPolicy } from './due-notices.ts';
import { expiryEvents } from './expiry-events.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import type { AlertTopic } from './ports.ts';
import { changedSaidTags, parseSaidRecord } from './said-record.ts';
import type { SaidRecord } from './said-record.ts';

/** SNS switches an e-mail subscription off above ten messages a second. */
const PAUSE_BETWEEN_ALERTS_MS = 125;
const DAY_MS = 86_400_000;

/** What the warner works with: no secret value among it. */
export interface WarnDependencies {
  readonly store: Pick<SecretStore, 'listIntegrations' | 'describeIntegration' | 'writeTags'>;
  readonly topic: AlertTopic;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: WarningPolicy;
  readonly secretPrefix: string;
}

/** What a run of the warner came to. */
export interface WarnSummary {
  readonly integrations: number;
  /** Integrations something was said about. */
  readonly noticed: number;
  readonly alertsPublished: number;
  readonly alertsFailed: number;
  /** Days until the first refresh token dies; undefined when there is none, or only named integrations were seen. */
  readonly daysToNearestExpiry: number | undefined;
}

interface Noticed {
  readonly about: NoticedIntegration;
  readonly said: SaidRecord;
  readonly listed: ListedIntegration;
}

/**
 * One run of the warner, from tags alone: says what is due and keeps that it was said.
 *
 * Each integration that has something due is described again before it is spoken of, because a listing may be minutes
 * old. A message is published first and marked as said afterwards: should the run die in between it is said twice,
 * which is better than never.
 *
 * @param only the integrations to look at; everything when empty
 * @throws RotationError when integrations cannot be listed
 */
export async function warn(deps: WarnDependencies, only: readonly string[]): Promise<WarnSummary> {
  let integrations = 0;
  let nearestExpiry = Infinity;
  const noticed = new Map<string, Noticed>();
  for await (const page of pages(deps, only)) {
    for (const listed of page) {
      integrations += 1;
      nearestExpiry = Math.min(nearestExpiry, nearestExpiryOf(listed));
      if (noticesOf(deps, listed).about.notices.length === 0) continue;
      const fresh = await deps.store.describeIntegration(listed.integration);
      const due = fresh && noticesOf(deps, fresh);
      if (due !== undefined && due.about.notices.length > 0) noticed.set(listed.integration, due);
    }
  }

  const { published, failed } = await publish(deps, noticed);
  return {
    integrations,
    noticed: noticed.size,
    alertsPublished: published,
    alertsFailed: failed,
    daysToNearestExpiry:
      only.length > 0 || nearestExpiry === Infinity ? undefined : (nearestExpiry - deps.clock.now()) / DAY_MS,
  };
}

/**
 * An integration is marked as told as soon as every message that speaks of it went out: a run that dies on the way
 * says little twice.
 */
async function publish(
  deps: WarnDependencies,
  noticed: ReadonlyMap<string, Noticed>,
): Promise<{ readonly published: number; readonly failed: number }> {
  const { topic, clock, log, secretPrefix } = deps;
  const about = [...noticed.values()].map((one) => one.about);
  const messages = digests(about, { now: clock.now(), secretPrefix });
  const untold = new Map<string, number>();
  for (const integration of messages.flatMap((message) => message.integrations)) {
    untold.set(integration, (untold.get(integration) ?? 0) + 1);
  }
  const events = eventBuffer(deps.events, log);
  let failed = 0;
  for (const [index, { alert, integrations }] of messages.entries()) {
    if (index > 0) await clock.sleep(PAUSE_BETWEEN_ALERTS_MS);
    try {
      await topic.publish(alert);
      log.info('AlertPublished', {
        severity: alert.severity,
        owner: alert.owner,
        integrations: integrations.length,
      });
    } catch (error) {
      failed += 1;
      log.error('AlertNotPublished', {
        severity: alert.severity,
        owner: alert.owner,
        // The log tells of an error what may be told; it takes a text as it is.
        error: error instanceof Error ? error : typeof error,
      });
      continue;
    }
    for (const integration of integrations) {
      const messagesLeft = (untold.get(integration) ?? 0) - 1;
      untold.set(integration, messagesLeft);
      const one = noticed.get(integration);
      if (messagesLeft > 0 || one === undefined) continue;
      await keepSaid(deps, one);
      await events.add(expiryEvents(one.about, clock.now()));
    }
  }
  await events.flush();
  return { published: messages.length - failed, failed };
}

async function keepSaid({ store, log }: WarnDependencies, { listed, said }: Noticed): Promise<void> {
  try {
    await store.writeTags(listed.integration, changedSaidTags(said, listed.tags));
  } catch (error) {
    const { code } = toRotationError(error);
    log.error('SaidNotKept', { integration: listed.integration, code });
  }
}

function noticesOf({ clock, policy }: WarnDependencies, listed: ListedIntegration): Noticed {
  const record = parseRotationRecord(listed.tags);
  const { notices, said } = dueNotices(record, parseSaidRecord(listed.tags), clock.now(), policy);
  const about: NoticedIntegration = {
    integration: listed.integration,
    owner: record.owner,
    baseUrl: record.baseUrl,
    accessTokenExpiresAt: record.accessToken?.expiresAt,
    credentialKinds: record.credentials.map(({ kind }) => kind),
    notices: record.paused ? [] : notices,
  };
  return { about, said, listed };
}

function nearestExpiryOf(listed: ListedIntegration): number {
  const { credentials } = parseRotationRecord(listed.tags);
  return Math.min(Infinity, ...credentials.map(({ expiresAt }) => expiresAt ?? Infinity));
}

async function* pages(
  { store }: WarnDependencies,
  only: readonly string[],
): AsyncIterable<readonly ListedIntegration[]> {
  if (only.length === 0) {
    yield* store.listIntegrations();
    return;
  }
  for (const integration of only) {
    const listed = await store.describeIntegration(integration);
    if (listed !== undefined) yield [listed];
  }
}
