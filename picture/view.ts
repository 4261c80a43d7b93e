import type { Downtime, Span, Timeline } from './timeline.ts';

/** The part of a timeline that is shown, in minutes since its start. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The shortest span that a picture shows: six hours. */
const SHORTEST = 360;

/** The view that shows the whole timeline. */
export function fullView({ end }: Timeline): View {
  return { from: 0, to: end };
}

/** Moves a view into the timeline, and limits its length: from six hours to the whole timeline. */
export function withinTimeline({ from, to }: View, { end }: Timeline): View {
  const length = Math.min(Math.max(to - from, SHORTEST), end);
  const start = Math.min(Math.max(from, 0), end - length);
  return { from: start, to: start + length };
}

/** The view with its length multiplied by `factor`. The time `around` stays in its place. */
export function zoomed({ from, to }: View, factor: number, around = (from + to) / 2): View {
  return { from: around - (around - from) * factor, to: around + (to - around) * factor };
}

/** The view moved by this fraction of its length, later if positive. */
export function moved({ from, to }: View, fraction: number): View {
  const distance = (to - from) * fraction;
  return { from: from + distance, to: to + distance };
}

/** Whether some of a span is in the view. */
export function isVisible({ from, to }: View, [start, end]: Span | Downtime): boolean {
  return end > from && start < to;
}
