import { DAY_MS } from '../../functions/time.ts';
import type { SentNotification } from '../timeline/notifications-of.ts';

/** Shows in the output, in one sentence, that something happened now. */
export type ShowAct = (sentence: string) => void;

/** What the output shows at one time, ms since the epoch. */
export type TimelineEntry = { readonly at: number } & (
  | { readonly kind: 'act' | 'total'; readonly sentence: string }
  | Alarm
  | Alert
);

/** An alarm fires or ends. */
export interface Alarm {
  readonly kind: 'alarm';
  readonly fires: boolean;
  readonly sentence: string;
}

/** One notification of an alert, or a summary. */
export type Alert = { readonly kind: 'alert' } & SentNotification;

/** Whole days since the run began; the first day is 0. */
export function dayOf(startMs: number, at: number): number {
  return Math.floor((at - startMs) / DAY_MS);
}
