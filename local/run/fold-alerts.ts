import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';
import type { Alert, TimelineEntry } from './timeline.ts';

/** Alerts of one minute for the same cause, or any other entry. */
export type FoldedEntry =
  | Exclude<TimelineEntry, Alert>
  | {
      readonly at: number;
      readonly kind: 'alerts';
      readonly alerts: readonly Alert[];
      /** Whether the alerts were sent before, for the same cause. Later repetitions are left out. */
      readonly isRepeated: boolean;
    };

/** The warner repeats an alert daily or weekly, at most some hours late. An alert after a longer interval has a new cause. */
const LONGEST_INTERVAL_MS = 8 * DAY_MS;

/** Folds the entries of a run, which are added in the order of their times. */
export interface AlertFolder {
  /** Returns the entries that can be shown now. The entries of a minute are complete when an entry of a later minute comes. */
  add(entry: TimelineEntry): readonly FoldedEntry[];
  /** Returns the entries of the last minute, at the end of the run. */
  end(): readonly FoldedEntry[];
}

/**
 * Folds alerts of one minute and one severity into one entry if their texts differ only in quoted names. Folds the summaries
 * of one minute into one entry. If an alert is repeated until its cause ends, the entries show only the alert and its first repetition.
 */
export function createAlertFolder(): AlertFolder {
  const sent = new Map<string, { at: number; times: number }>();
  let ofThisMinute: TimelineEntry[] = [];

  /** How often an alert was sent before for the same cause. */
  const timesBefore = (at: number, { integration, sentence }: Alert): number => {
    if (integration === undefined) return 0;
    const key = `${integration}: ${withoutAge(sentence)}`;
    const last = sent.get(key);
    const times = last !== undefined && at - last.at <= LONGEST_INTERVAL_MS ? last.times + 1 : 0;
    sent.set(key, { at, times });
    return times;
  };
  const fold = (): readonly FoldedEntry[] => {
    const groups = new Map<unknown, FoldedEntry & { readonly alerts?: Alert[] }>();
    for (const entry of ofThisMinute) {
      if (entry.kind !== 'alert') {
        groups.set(entry, entry);
        continue;
      }
      const times = timesBefore(entry.at, entry);
      if (times > 1) continue;
      const isRepeated = times === 1;
      const key = JSON.stringify([isRepeated, causeOf(entry)]);
      const group = groups.get(key);
      if (group?.alerts === undefined)
        groups.set(key, { at: entry.at, kind: 'alerts', alerts: [entry], isRepeated });
      else group.alerts.push(entry);
    }
    ofThisMinute = [];
    return [...groups.values()];
  };

  return {
    add: (entry) => {
      const [first] = ofThisMinute;
      const complete = first === undefined || minuteOf(first) === minuteOf(entry) ? [] : fold();
      ofThisMinute.push(entry);
      return complete;
    },
    end: fold,
  };
}

/** One run of the warner may send its mails seconds apart, so alerts are compared by the minute. */
function minuteOf({ at }: TimelineEntry): number {
  return Math.floor(at / MINUTE_MS);
}

/** What alerts of one entry have in common: the severity, and the sentence without the names in it. All summaries are alike. */
function causeOf({ integration, severity, sentence }: Alert): string {
  return integration === undefined ? 'summary' : `${severity} ${sentence.replaceAll(/"[^"]*"/g, '')}`;
}

/** The sentence without the age of its event ("2 h ago"), which differs in each repetition. A stage ("in 7 days") stays. */
function withoutAge(sentence: string): string {
  return sentence.replace(/(?<! in) (?:for )?(?:just now|\d+ (?:min|h|days?)(?: ago)?),/, '');
}
