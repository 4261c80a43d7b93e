import { createScale } from './scale.ts';
import { label } from './svg.ts';
import { lengthText, ticks } from './time-labels.ts';
import type { Timeline } from './timeline.ts';
import { isVisible, type View } from './view.ts';

const LINE_PIXELS = 15;
/** Space between two texts of a line. */
const SPACE_PIXELS = 12;

/** The height of an axis: a second line names outages, alarms and the present, if there are any. */
export function axisHeight({ outages, alarms, now }: Timeline): number {
  return outages.length + alarms.length === 0 && now === undefined ? 22 : 22 + LINE_PIXELS;
}

/** The axis above the integrations, as an SVG element of this width in pixels. */
export function drawAxis(timeline: Timeline, view: View, width: number): string {
  const height = axisHeight(timeline);
  return (
    `<svg class="axis" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">` +
    `${axisContent(timeline, view, width)}</svg>`
  );
}

/** The content of the axis, without the SVG element: times, alarms, outages and the present. */
export function axisContent(timeline: Timeline, view: View, width: number): string {
  const scale = createScale(view, width);
  const { x, left, right } = scale;
  const centred = (className: string, y: number, at: number, text: string) => {
    const half = text.length * 3.6;
    if (x(at) + half > right + 8) return label(className, width, y, text, 'end');
    return x(at) - half < left - 8
      ? label(className, x(at), y, text)
      : label(className, x(at), y, text, 'middle');
  };
  const times = ticks(timeline, scale).map(({ at, label: text }) => centred('tick', 14, at, text));
  /** The parts of the second line that have a text, in pixels. */
  const taken: (readonly [from: number, to: number])[] = [];
  /** Draws the first of these texts that overlaps no earlier text. If all overlap, draws the last. */
  const note = (className: string, at: number, texts: readonly [string, ...string[]]) => {
    const part = (text: string) => {
      const half = text.length * 3 + SPACE_PIXELS / 2;
      return [x(at) - half, x(at) + half] as const;
    };
    const isFree = ([from, to]: readonly [number, number]) =>
      taken.every((one) => to < one[0] || from > one[1]);
    const text = texts.find((one) => isFree(part(one))) ?? texts.at(-1) ?? texts[0];
    taken.push(part(text));
    return centred(className, 14 + LINE_PIXELS, at, text);
  };
  const alarms = timeline.alarms
    .filter(({ at, severity }) => severity !== 'info' && at >= view.from && at < view.to)
    .map(({ at }) => note('alarm-text', at, ['▲ alarm', '▲']));
  const { now } = timeline;
  const present =
    now === undefined || now < view.from || now > view.to ? [] : [note('now-text', now, ['now'])];
  const outages = timeline.outages
    .filter((span) => isVisible(view, span))
    .map(([from, to]) => {
      const length = lengthText(to - from);
      const middle = (Math.max(from, view.from) + Math.min(to, view.to)) / 2;
      return note('outage-text', middle, [`token endpoints down for ${length}`, `down for ${length}`]);
    });
  return [...times, ...alarms, ...present, ...outages].join('');
}
