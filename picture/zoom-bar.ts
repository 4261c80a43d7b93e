import { escapeText } from './svg.ts';
import { viewText } from './time-labels.ts';
import type { Timeline } from './timeline.ts';
import { type View, fullView } from './view.ts';

/** A button that shows a certain time. */
export interface Jump {
  readonly label: string;
  readonly view: View;
}

const buttons = [
  ['all', 'All', 'Show all'],
  ['in', '+', 'Zoom in'],
  ['out', '−', 'Zoom out'],
  ['earlier', '◀', 'Earlier'],
  ['later', '▶', 'Later'],
] as const;

/** The buttons that zoom, for `mountTimeline`. Without JavaScript they are not shown. */
export function zoomBar(timeline: Timeline, jumps: readonly Jump[]): string {
  const zooms = buttons.map(
    ([action, text, name]) =>
      `<button type="button" data-action="${action}" aria-label="${name}">${text}</button>`,
  );
  const times = jumps.map(
    ({ label, view: { from, to } }) =>
      `<button type="button" data-from="${from}" data-to="${to}">${escapeText(label)}</button>`,
  );
  return (
    `<nav class="bar" aria-label="Zoom">${zooms.join('')}${times.join('')}` +
    `<output data-view>${viewText(timeline, fullView(timeline))}</output></nav>`
  );
}
