import { activeContest } from '../integration/contest.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { Clock, ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import { CONSISTENCY_DELAY_MS } from './continue-run.ts';
import { describeIntegrations } from './describe-integrations.ts';
import { dueNotifications } from './due-notifications.ts';
import type { PendingNotifications } from './integration-notifications.ts';
import { changedNotificationTags, parseNotificationState } from './notification-state.ts';
import { renewalCounts } from './renewal-counts.ts';
import type { RenewalCounts } from './renewal-counts.ts';
import type { WarningPolicy } from './situation.ts';
import { summaries } from './summary.ts';
import type { OwnerSummary, SummaryKind } from './summary.ts';

/** The dependencies of `gatherNamed` and `gatherAll`, which read tags and no secret value. */
export interface GatherDependencies {
  readonly store: Pick<SecretStore, 'listIntegrations' | 'describeIntegration'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: WarningPolicy;
  /** Whether alerts may link to this Alation. The base URL comes from a tag that other people may have edited. */
  readonly isAllowedBaseUrl: (baseUrl: string) => boolean;
}

/** The pending notifications of a run. */
export interface Gathered {
  readonly integrations: number;
  /** By the name of the integration. */
  readonly pending: ReadonlyMap<string, PendingNotifications>;
  readonly notDescribed: number;
  /** Contested integrations that are not paused; undefined in a run over named integrations. */
  readonly contested: number | undefined;
  /** Without paused integrations. Undefined if no other integration renews, and in a run over named integrations. */
  readonly renewals: RenewalCounts | undefined;
  /**
   * Earliest expiry of a refresh token in ms since the epoch; undefined without a refresh token, and in a run over named
   * integrations.
   */
  readonly nearestExpiry: number | undefined;
  readonly summaries: readonly OwnerSummary[];
  /** The error that ended the listing early. */
  readonly listingFailure: { readonly error: unknown } | undefined;
}

/**
 * Gathers the pending notifications of the integrations that an event names. The event may arrive before Secrets Manager
 * shows the new tags. So an integration without a due notification, or whose description failed, is described once
 * more after a delay.
 */
export async function gatherNamed(deps: GatherDependencies, names: readonly string[]): Promise<Gathered> {
  const first = await describeIntegrations(deps, names);
  const pending = new Map(pendingOf(deps, first.found, false));
  const nothingDue = first.found.map(({ integration }) => integration).filter((name) => !pending.has(name));
  const again = [...nothingDue, ...first.failed];
  let notDescribed = 0;
  if (again.length > 0) {
    await deps.clock.sleep(CONSISTENCY_DELAY_MS);
    const second = await describeIntegrations(deps, again);
    for (const [name, one] of pendingOf(deps, second.found, false)) pending.set(name, one);
    notDescribed = second.failed.length;
  }
  return {
    integrations: first.found.length + first.failed.length,
    pending,
    notDescribed,
    contested: undefined,
    renewals: undefined,
    nearestExpiry: undefined,
    summaries: [],
    listingFailure: undefined,
  };
}

/**
 * Gathers the pending notifications of all integrations, as the daily run does. The listing may be minutes old, so each
 * integration with a due notification is described. If a description fails, the tags in the listing are used.
 */
export async function gatherAll(
  deps: GatherDependencies,
  summary: SummaryKind | undefined,
): Promise<Gathered> {
  let integrations = 0;
  let notDescribed = 0;
  let contested = 0;
  let nearestExpiry = Infinity;
  let listingFailure: Gathered['listingFailure'];
  const pending = new Map<string, PendingNotifications>();
  const byOwner = summary && summaries(deps.clock.now(), summary);
  const renewals = renewalCounts(deps.clock.now());
  try {
    for await (const page of deps.store.listIntegrations()) {
      integrations += page.length;
      for (const { integration, tags } of page) {
        const state = readIntegrationState(tags, deps.clock.now());
        const expiries = state.credentials.map(({ expiresAt }) => expiresAt ?? Infinity);
        nearestExpiry = Math.min(nearestExpiry, ...expiries);
        if (!state.paused && activeContest(state) !== undefined) contested += 1;
        renewals.add(state);
        byOwner?.add(integration, state);
      }
      const listed = pendingOf(deps, page, true);
      const { found, failed } = await describeIntegrations(deps, [...listed.keys()]);
      notDescribed += failed.length;
      const asListed = [...listed].filter(([name]) => failed.includes(name));
      for (const [name, one] of [...asListed, ...pendingOf(deps, found, true)]) pending.set(name, one);
    }
  } catch (error) {
    listingFailure = { error };
  }
  return {
    integrations,
    pending,
    notDescribed,
    contested,
    renewals: renewals.read(),
    nearestExpiry: nearestExpiry === Infinity ? undefined : nearestExpiry,
    summaries: byOwner?.read(deps.policy.warningDays) ?? [],
    listingFailure,
  };
}

/** The due notifications of these integrations, by the name of the integration. */
function pendingOf(
  deps: GatherDependencies,
  listed: readonly ListedIntegration[],
  isDaily: boolean,
): ReadonlyMap<string, PendingNotifications> {
  return new Map(
    listed
      .map((one) => notificationsOf(deps, one, isDaily))
      .filter(({ about }) => about.notifications.length > 0)
      .map((one) => [one.about.integration, one]),
  );
}

function notificationsOf(
  { clock, policy, isAllowedBaseUrl }: GatherDependencies,
  { integration, tags }: ListedIntegration,
  isDaily: boolean,
): PendingNotifications {
  const now = clock.now();
  const state = readIntegrationState(tags, now);
  const { owner, baseUrl, credentials } = state;
  const sent = parseNotificationState(tags);
  const due = dueNotifications({ integration, state, tags, sent, now, isDaily, policy });
  return {
    about: {
      integration,
      owner,
      baseUrl: baseUrl !== undefined && isAllowedBaseUrl(baseUrl) ? baseUrl : undefined,
      credentialKinds: credentials.map(({ kind }) => kind),
      notifications: due.notifications,
    },
    tags: changedNotificationTags(due.nextState, tags),
  };
}
