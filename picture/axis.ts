import { createScale } from './scale.ts';
import { label } from './svg.ts';
import { lengthText, ticks } from './time-labels.ts';
import type { Timeline } from './timeline.ts';
import { isVisible, type View } from './view.ts';

const LINE_PIXELS = 15;

/** The height of an axis: a second line names outages, alarms and the present, if there are any. */
export function axisHeight({ outages, alarms, now }: Timeline): number {
  return outages.length + alarms.length === 0 && now === undefined ? 22 : 22 + LINE_PIXELS;
}

/** The labels of the times above the integrations, as an SVG element of this many pixels. */
export function drawAxis(timeline: Timeline, view: View, width: number): string {
  const height = axisHeight(timeline);
  return (
    `<svg class="axis" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">` +
    `${axisContent(timeline, view, width)}</svg>`
  );
}

/** The same without the element. */
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
  const outages = timeline.outages
    .filter((span) => isVisible(view, span))
    .map(([from, to]) =>
      centred(
        'outage-text',
        14 + LINE_PIXELS,
        (Math.max(from, view.from) + Math.min(to, view.to)) / 2,
        `token endpoints down for ${lengthText(to - from)}`,
      ),
    );
  const alarms = timeline.alarms
    .filter(({ at, severity }) => severity !== 'info' && at >= view.from && at < view.to)
    .map(({ at }) => centred('alarm-text', 14 + LINE_PIXELS, at, '▲ alarm'));
  const { now } = timeline;
  const present =
    now === undefined || now < view.from || now > view.to
      ? []
      : [centred('now-text', 14 + LINE_PIXELS, now, 'now')];
  return [...times, ...outages, ...alarms, ...present].join('');
}
