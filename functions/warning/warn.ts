import { DAY_MS } from '../time.ts';
import { continueRun } from './continue-run.ts';
import { gatherAll, gatherNamed } from './gather-pending.ts';
import type { GatherDependencies } from './gather-pending.ts';
import { publishAlerts } from './publish-alerts.ts';
import type { PublishAlertsDependencies } from './publish-alerts.ts';
import type { RenewalCounts } from './renewal-counts.ts';
import type { SummaryKind } from './summary.ts';

/** The dependencies of the warner, which reads tags and no secret value. */
export type WarnDependencies = GatherDependencies & PublishAlertsDependencies;

/** The result of a run of the warner. */
export interface WarnSummary {
  readonly integrations: number;
  /** Integrations with a due notification. */
  readonly due: number;
  /**
   * Integrations that the warner could not describe. A run over all integrations used the listing, which may be
   * minutes old. A run over named integrations sent nothing about them.
   */
  readonly notDescribed: number;
  readonly alertsPublished: number;
  readonly alertsFailed: number;
  /** Alerts that this run left to the next run because its time ran out. */
  readonly alertsLeft: number;
  /** Integrations whose notification state could not be saved: their alerts will be sent again. */
  readonly notSaved: number;
  /** Events that the event bus refused. They are not sent again. */
  readonly eventsRefused: number;
  /** Whether this run started the next run. */
  readonly continued: boolean;
  /** Contested integrations that are not paused; undefined in a run over named integrations. */
  readonly contested: number | undefined;
  /** Without paused integrations. Undefined if no other integration renews, and in a run over named integrations. */
  readonly renewals: RenewalCounts | undefined;
  /**
   * Days until the earliest expiry of a refresh token, negative afterwards; undefined without a refresh token, and in a run
   * over named integrations.
   */
  readonly daysToNearestExpiry: number | undefined;
}

/**
 * One run of the warner: publishes the due alerts and saves the notification state. The run reads tags only. An alert
 * is published before the notification state is saved: after a crash in between, the alert is sent twice, which is
 * better than never.
 *
 * @param only the integrations to cover; all of them when empty
 * @param remainingMs remaining time of the invocation, in ms
 * @param summary the summary to send too, in a run over all integrations
 * @throws RotationError when the listing fails, after the alerts about the integrations that were listed until then; never
 *   because of one integration
 */
export async function warn(
  deps: WarnDependencies,
  only: readonly string[],
  remainingMs: () => number = () => Infinity,
  summary?: SummaryKind,
): Promise<WarnSummary> {
  const gathered = only.length > 0 ? await gatherNamed(deps, only) : await gatherAll(deps, summary);
  const { integrations, pending, notDescribed, nearestExpiry, summaries, listingFailure } = gathered;
  const alerts = await publishAlerts(deps, pending, summaries, remainingMs);
  if (listingFailure !== undefined) throw listingFailure.error;
  return {
    integrations,
    due: pending.size,
    notDescribed,
    alertsPublished: alerts.published,
    alertsFailed: alerts.failed,
    alertsLeft: alerts.left,
    notSaved: alerts.notSaved,
    eventsRefused: alerts.eventsRefused,
    continued: await continueRun(deps, { only, notDescribed, alerts }),
    contested: gathered.contested,
    renewals: gathered.renewals,
    daysToNearestExpiry:
      nearestExpiry === undefined ? undefined : (nearestExpiry - deps.clock.now()) / DAY_MS,
  };
}
