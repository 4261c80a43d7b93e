import type { Scale } from './scale.ts';
import type { Timeline } from './timeline.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Possible minutes between two ticks, and the pixels that a label needs. */
const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 20 * DAY, 50 * DAY, 100 * DAY];
const LABEL_PIXELS = 64;

/** A labelled time of the axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The text of a time: `day 30 08:00`, or `2027-01-31 08:00 UTC`. */
export function timeText(timeline: Timeline, at: number): string {
  if (timeline.shownAs === 'date') return `${isoMinute(timeline, at).replace('T', ' ')} UTC`;
  return `day ${Math.floor(at / DAY)} ${isoMinute(timeline, at).slice(11)}`;
}

/** A length of time: in days from two days on (`5 days`), else in hours or minutes (`11 h`, `20 min`). */
export function lengthText(minutes: number): string {
  if (minutes >= 2 * DAY) return `${Math.floor(minutes / DAY)} days`;
  return minutes >= HOUR ? `${Math.floor(minutes / HOUR)} h` : `${Math.floor(minutes)} min`;
}

/** The text of a view: `all 75 days`, `day 27 to day 37`, `2027-01-28 to 2027-02-07`. */
export function viewText(timeline: Timeline, { from, to }: Scale['view']): string {
  if (to - from >= timeline.end) return `all ${lengthText(timeline.end)}`;
  const isShort = to - from < 3 * DAY;
  const text = (at: number) =>
    timeText(timeline, at)
      .slice(0, isShort ? undefined : -6)
      .replace(/ \d\d:$/, '');
  return `${text(from)} to ${text(to)}`;
}

/** The labelled times of a picture, as many as fit. */
export function ticks(timeline: Timeline, { view, left, right, isNarrow }: Scale): readonly Tick[] {
  const hasSpace = (step: number) => ((view.to - view.from) / step) * LABEL_PIXELS < right - left;
  const step = STEPS.find(hasSpace) ?? STEPS.at(-1) ?? DAY;
  // A tick with a date is at midnight UTC, at whatever time the timeline starts.
  const offset = timeline.shownAs === 'date' ? Math.floor(timeline.startMs / 60_000) % DAY : 0;
  const found: Tick[] = [];
  for (let at = Math.ceil((view.from + offset) / step) * step - offset; at <= view.to; at += step) {
    found.push({ at, label: tickLabel(timeline, at, offset, isNarrow) });
  }
  return found;
}

function tickLabel(timeline: Timeline, at: number, offset: number, isNarrow: boolean): string {
  if ((at + offset) % DAY !== 0) return isoMinute(timeline, at).slice(11);
  return timeline.shownAs === 'date'
    ? isoMinute(timeline, at).slice(5, 10)
    : `${isNarrow ? 'd' : 'day '}${at / DAY}`;
}

function isoMinute({ startMs }: Timeline, at: number): string {
  return new Date(startMs + at * 60_000).toISOString().slice(0, 16);
}
