import type { Clock, EventSink, ListedIntegration, Log, SecretStore } from '../rotation/ports.ts';
import { parseRotationRecord } from '../rotation/rotation-record.ts';
import { dueNotices } from './due-notices.ts';
import type { WarningPolicy } from './due-notices.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import type { AlertTopic } from './ports.ts';
import { changedSaidTags, parseSaidRecord } from './said-record.ts';
import { tell } from './tell.ts';
import type { Noticed } from './tell.ts';

/** Integrations that are described at once; a page of a listing holds as many at most. */
const SIDE_BY_SIDE = 100;
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
  /** Alerts that there was no time for: the next run says them. */
  readonly alertsLeft: number;
  /** Days until the first refresh token dies; undefined when there is none, or only named integrations were seen. */
  readonly daysToNearestExpiry: number | undefined;
}

/**
 * One run of the warner, from tags alone: says what is due and keeps that it was said.
 *
 * Each integration that has something due is described again before it is spoken of, because a listing may be minutes
 * old. A message is published first and marked as said afterwards: should the run die in between it is said twice,
 * which is better than never.
 *
 * @param only the integrations to look at; everything when empty
 * @param remainingMs ms left of the invocation
 * @throws RotationError when integrations cannot be listed
 */
export async function warn(
  deps: WarnDependencies,
  only: readonly string[],
  remainingMs: () => number = () => Infinity,
): Promise<WarnSummary> {
  let integrations = 0;
  let nearestExpiry = Infinity;
  const noticed = new Map<string, Noticed>();
  for await (const page of pages(deps, only)) {
    integrations += page.length;
    nearestExpiry = Math.min(nearestExpiry, ...page.map(nearestExpiryOf));
    const due = page.filter((listed) => noticesOf(deps, listed).about.notices.length > 0);
    const fresh = only.length > 0 ? due : await describe(deps.store, namesOf(due));
    for (const one of fresh.map((listed) => noticesOf(deps, listed))) {
      if (one.about.notices.length > 0) noticed.set(one.about.integration, one);
    }
  }

  const { published, failed, left } = await tell(deps, noticed, remainingMs);
  return {
    integrations,
    noticed: noticed.size,
    alertsPublished: published,
    alertsFailed: failed,
    alertsLeft: left,
    daysToNearestExpiry:
      only.length > 0 || nearestExpiry === Infinity ? undefined : (nearestExpiry - deps.clock.now()) / DAY_MS,
  };
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
  return { about, said: changedSaidTags(said, listed.tags) };
}

function namesOf(listed: readonly ListedIntegration[]): readonly string[] {
  return listed.map(({ integration }) => integration);
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
  for (let from = 0; from < only.length; from += SIDE_BY_SIDE)
    yield describe(store, only.slice(from, from + SIDE_BY_SIDE));
}

/** The integrations of these names as they are now, without those that are gone. */
async function describe(
  store: WarnDependencies['store'],
  names: readonly string[],
): Promise<readonly ListedIntegration[]> {
  const described = await Promise.all(names.map((name) => store.describeIntegration(name)));
  return described.filter((one) => one !== undefined);
}
