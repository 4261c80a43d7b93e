import type { Severity } from '../contract.ts';
import { CLOCK_TOLERANCE_MS } from '../integration/plausible-state.ts';
import { DAY_MS } from '../time.ts';
import { isAbove } from './notification.ts';
import type { NotificationState } from './notification-state.ts';
import type { Reminder } from './reminder-tag.ts';
import type { Situation } from './situation.ts';

/** The interval at which a notification is repeated while its cause lasts, in ms. */
export const DAILY_MS = DAY_MS;
export const WEEKLY_MS = 7 * DAY_MS;

/**
 * The last reminder, if its cause has lasted since. Nothing records when a cause ends: if the cause had lasted, a
 * reminder younger than twice the interval would exist. A reminder from more than an hour in the future is ignored,
 * because a warner with a wrong clock wrote it.
 */
export function lastReminder(
  { sent, now }: Pick<Situation, 'sent' | 'now'>,
  name: string,
  everyMs: number,
): Reminder | undefined {
  const last = sent.reminders[name];
  if (last === undefined || last.at > now + CLOCK_TOLERANCE_MS) return undefined;
  return now - last.at > 2 * everyMs ? undefined : last;
}

/**
 * Whether a repeated notification is due: its cause is new or became more severe, or the present run is the daily run that
 * repeats the notification.
 */
export function isReminderDue(
  situation: Situation,
  name: string,
  severity: Severity,
  everyMs: number,
): boolean {
  const last = lastReminder(situation, name, everyMs);
  return last === undefined || isAbove(severity, last.severity) || isRepetitionDue(situation, last, everyMs);
}

/**
 * Whether the present run is the daily run that repeats a notification. The first notification may come at any hour, so the
 * first interval may be up to half a day shorter.
 */
export function isRepetitionDue(
  { isDaily, now }: Pick<Situation, 'isDaily' | 'now'>,
  last: Reminder,
  everyMs: number,
): boolean {
  return isDaily && now - last.at >= everyMs - DAY_MS / 2;
}

/** The notification state with a reminder that is sent now; without this reminder if `severity` is undefined. */
export function withReminder(
  state: NotificationState,
  name: string,
  severity: Severity | undefined,
  now: number,
): NotificationState {
  return {
    ...state,
    reminders: { ...state.reminders, [name]: severity === undefined ? undefined : { severity, at: now } },
  };
}
