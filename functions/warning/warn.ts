import type { Clock, EventSink, ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import { parseIntegrationState } from '../integration/integration-state.ts';
import { describeIntegrations } from './describe-integrations.ts';
import { dueNotifications } from './due-notifications.ts';
import type { WarningPolicy } from './due-notifications.ts';
import { continueRun } from './continue-run.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import type { AlertTopic } from '../integration/ports.ts';
import { changedNotificationTags, parseNotificationState } from './notification-state.ts';
import { CONSISTENCY_DELAY_MS } from './consistency-delay.ts';
import { publishAlerts } from './publish-alerts.ts';
import type { Noticed } from './publish-alerts.ts';
import { DAY_MS } from '../time.ts';

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
  /**
   * Integrations that could not be described: of a listed one was said what the listing shows, which may be minutes
   * old, of a named one nothing.
   */
  readonly notDescribed: number;
  readonly alertsPublished: number;
  readonly alertsFailed: number;
  /** Alerts that there was no time for: the next run says them. */
  readonly alertsLeft: number;
  /** Whether this run started the next one for them. */
  readonly continued: boolean;
  /** Days until the first refresh token dies; undefined when there is none, or only named integrations were seen. */
  readonly daysToNearestExpiry: number | undefined;
}

/**
 * One run of the warner, from tags alone: says what is due and keeps that it was said.
 *
 * Each integration that has something due is described again before it is spoken of, because a listing may be minutes
 * old. A message is published first and marked as said afterwards: should the run die in between it is said twice,
 * which is better than never. What there is no time for is told by a next run, which this one starts.
 *
 * @param only the integrations to look at; everything when empty
 * @param remainingMs ms left of the invocation
 * @throws RotationError when integrations cannot be listed, after telling of those that were; never for the trouble of
 *   one of them
 */
export async function warn(
  deps: WarnDependencies,
  only: readonly string[],
  remainingMs: () => number = () => Infinity,
): Promise<WarnSummary> {
  const looked = only.length > 0 ? await lookAtNamed(deps, only) : await lookAtAll(deps);
  const { notDescribed } = looked;
  const told = await publishAlerts(deps, looked.noticed, remainingMs);
  if (looked.brokenOff !== undefined) throw looked.brokenOff.error;
  return {
    integrations: looked.integrations,
    noticed: looked.noticed.size,
    notDescribed,
    alertsPublished: told.published,
    alertsFailed: told.failed,
    alertsLeft: told.left,
    continued: await continueRun(deps, { only, notDescribed, told }),
    daysToNearestExpiry:
      looked.nearestExpiry === undefined ? undefined : (looked.nearestExpiry - deps.clock.now()) / DAY_MS,
  };
}

/** What looking at integrations came to. */
interface Looked {
  readonly integrations: number;
  readonly noticed: ReadonlyMap<string, Noticed>;
  readonly notDescribed: number;
  readonly nearestExpiry: number | undefined;
  /** What ended the listing before its end. */
  readonly brokenOff: { readonly error: unknown } | undefined;
}

/**
 * Whoever names integrations has just seen something happen to them, and Secrets Manager is eventually consistent: an
 * event may be here before the tags that it is about. So those that show nothing to say, or do not show at all, are
 * looked at once more before they are given up.
 */
async function lookAtNamed(deps: WarnDependencies, names: readonly string[]): Promise<Looked> {
  const first = await describeIntegrations(deps, names);
  const noticed = new Map(noticedAmong(deps, first.found));
  const silent = first.found.map(({ integration }) => integration).filter((name) => !noticed.has(name));
  const again = [...silent, ...first.failed];
  let notDescribed = 0;
  if (again.length > 0) {
    await deps.clock.sleep(CONSISTENCY_DELAY_MS);
    const second = await describeIntegrations(deps, again);
    for (const [name, one] of noticedAmong(deps, second.found)) noticed.set(name, one);
    notDescribed = second.failed.length;
  }
  return {
    integrations: first.found.length + first.failed.length,
    noticed,
    notDescribed,
    nearestExpiry: undefined,
    brokenOff: undefined,
  };
}

async function lookAtAll(deps: WarnDependencies): Promise<Looked> {
  let integrations = 0;
  let notDescribed = 0;
  let nearestExpiry = Infinity;
  let brokenOff: Looked['brokenOff'];
  const noticed = new Map<string, Noticed>();
  try {
    for await (const page of deps.store.listIntegrations()) {
      integrations += page.length;
      nearestExpiry = Math.min(nearestExpiry, ...page.map(nearestExpiryOf));
      const due = noticedAmong(deps, page);
      const { found, failed } = await describeIntegrations(deps, [...due.keys()]);
      notDescribed += failed.length;
      const asListed = [...due].filter(([name]) => failed.includes(name));
      for (const [name, one] of [...asListed, ...noticedAmong(deps, found)]) noticed.set(name, one);
    }
  } catch (error) {
    brokenOff = { error };
  }
  return {
    integrations,
    noticed,
    notDescribed,
    nearestExpiry: nearestExpiry === Infinity ? undefined : nearestExpiry,
    brokenOff,
  };
}

/** Those of which something is due, by their names. */
function noticedAmong(
  deps: WarnDependencies,
  listed: readonly ListedIntegration[],
): ReadonlyMap<string, Noticed> {
  return new Map(
    listed
      .map((one) => noticesOf(deps, one))
      .filter(({ about }) => about.notifications.length > 0)
      .map((one) => [one.about.integration, one]),
  );
}

function noticesOf({ clock, policy }: WarnDependencies, listed: ListedIntegration): Noticed {
  const state = parseIntegrationState(listed.tags);
  const { notifications, said } = dueNotifications(
    state,
    parseNotificationState(listed.tags),
    clock.now(),
    policy,
  );
  const about: IntegrationNotifications = {
    integration: listed.integration,
    owner: state.owner,
    baseUrl: state.baseUrl,
    accessTokenExpiresAt: state.accessToken?.expiresAt,
    credentialKinds: state.credentials.map(({ kind }) => kind),
    notifications: state.paused ? [] : notifications,
  };
  return { about, said: changedNotificationTags(said, listed.tags) };
}

function nearestExpiryOf(listed: ListedIntegration): number {
  const { credentials } = parseIntegrationState(listed.tags);
  return Math.min(Infinity, ...credentials.map(({ expiresAt }) => expiresAt ?? Infinity));
}
