import { DetailType } from '../contract.ts';
import type { Clock, EventSink } from '../integration/ports.ts';
import { SECOND_MS } from '../time.ts';
import type { PublishedAlerts } from './publish-alerts.ts';

/**
 * Ms after which Secrets Manager is expected to show a write. AWS states no number for DescribeSecret. Most writes are
 * visible by then, and the delay is short for an operator who waits for an alert.
 */
export const CONSISTENCY_DELAY_MS = 3 * SECOND_MS;

/** The integrations of a run, and its result. */
export interface EndedRun {
  /** The integrations that the run covered; all when empty. */
  readonly only: readonly string[];
  readonly notDescribed: number;
  readonly alerts: PublishedAlerts;
}

/**
 * Starts the next run of the warner when this run is out of time. After a run over named integrations, the next run
 * covers the integrations whose alert was not sent. Otherwise the next run covers all integrations. Only one run is
 * started, because parallel runs would send duplicates and too many e-mails a second.
 *
 * The next run starts only if every description, alert and save of this run succeeded, and a notification state was
 * saved. So each run leaves less to the next, and the chain ends. Lambda's retry covers the other cases.
 *
 * @returns whether the next run was started
 */
export async function continueRun(
  { events, clock }: { readonly events: EventSink; readonly clock: Clock },
  { only, notDescribed, alerts }: EndedRun,
): Promise<boolean> {
  const hasFailed = notDescribed > 0 || alerts.failed > 0 || alerts.notSaved > 0;
  if (alerts.left === 0 || hasFailed || alerts.saved === 0) return false;
  const integrations = only.length === 0 ? [] : alerts.unsent;
  // The next run must see the notification state that this run saved.
  await clock.sleep(CONSISTENCY_DELAY_MS);
  const refused = await events.put([{ detailType: DetailType.alertsDue, detail: { integrations } }]);
  return refused === 0;
}
