import { READS_HEIGHT } from './layout.ts';
import type { Scale } from './scale.ts';
import { bars, label, type Extent } from './svg.ts';
import type { Reads } from './timeline.ts';
import { isVisible } from './view.ts';

/** A consumer reads once an hour. */
const MINUTES_PER_READ = 60;

/**
 * The row of a consumer's reads: a pale bar where they work, and marks where Alation refused them.
 *
 * @param until the present; no read is known after it
 */
export function drawReadsRow(
  { from, refusedOnce, failures }: Reads,
  until: number,
  top: number,
  scale: Scale,
): string {
  const { view, x, pixelsPerMinute } = scale;
  const middle = top + READS_HEIGHT / 2;
  const narrowest = pixelsPerMinute * 1440 > 4 ? 1.6 : 0;
  const extent = (start: number, end: number): Extent => [
    x(start),
    Math.max(x(Math.min(end, until)), x(start) + narrowest),
  ];

  const refused = refusedOnce
    .filter((at) => isVisible(view, [at, at + MINUTES_PER_READ]))
    .map((at) => extent(at, at + MINUTES_PER_READ));
  const failed = failures
    .filter(([first, last]) => isVisible(view, [first, last + MINUTES_PER_READ]))
    .map(([first, last]) => extent(first, last + MINUTES_PER_READ));
  return [
    label('name', 0, top + 8, 'reads'),
    isVisible(view, [from, until]) ? bars('worked', [[x(from), x(until)]], middle, READS_HEIGHT) : '',
    bars('refused', refused, middle, READS_HEIGHT),
    bars('failed', failed, middle, READS_HEIGHT + 4),
  ].join('');
}
