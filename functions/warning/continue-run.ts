import { DetailType } from '../contract.ts';
import type { Clock, EventSink } from '../integration/ports.ts';
import { CONSISTENCY_DELAY_MS } from './consistency-delay.ts';
import type { PublishedAlerts } from './publish-alerts.ts';

/** What a run had to do and what came of it. */
export interface RunSoFar {
  /** The integrations it was to look at; everything when empty. */
  readonly only: readonly string[];
  readonly notDescribed: number;
  readonly told: PublishedAlerts;
}

/**
 * Has the warner started again for what a run had no time for: for the same integrations, less those that were told.
 * There is one next run and not several side by side, or they would say the same and send too many mails a second.
 *
 * Only a run that met no trouble and marked somebody as told goes on: so each leaves less to the next, and there is a
 * last one. Whatever else is left is left to Lambda's retry.
 *
 * @returns whether another run was started
 */
export async function continueRun(
  { events, clock }: { readonly events: EventSink; readonly clock: Clock },
  { only, notDescribed, told }: RunSoFar,
): Promise<boolean> {
  const metTrouble = notDescribed > 0 || told.failed > 0 || told.notMarked > 0;
  if (told.left === 0 || metTrouble || told.marked === 0) return false;
  const integrations = only.length === 0 ? [] : told.untold;
  // The next run must find those marked that this one has just marked.
  await clock.sleep(CONSISTENCY_DELAY_MS);
  const refused = await events.put([{ detailType: DetailType.alertsDue, detail: { integrations } }]);
  return refused === 0;
}
