import { drawLane } from './lane.ts';
import { escapeText } from './svg.ts';
import type { IntegrationTimeline, Timeline } from './timeline.ts';
import type { View } from './view.ts';

/** How it went, in a few words, and whether that is good. `detail` is less important. */
export interface Verdict {
  /** Undefined if it is neither good nor bad. */
  readonly isGood: boolean | undefined;
  readonly text: string;
  readonly detail?: string | undefined;
}

/** What a section shows of an integration. `below` is HTML. */
export interface SectionParts {
  readonly timeline: Timeline;
  readonly integration: IntegrationTimeline;
  readonly view: View;
  readonly width: number;
  readonly verdict: Verdict;
}

/** One integration in a page: its name, its verdict and its picture. */
export function integrationSection({ timeline, integration, view, width, verdict }: SectionParts): string {
  const { name, about } = integration;
  return (
    `<section class="integration"><header><h2>${escapeText(name)}</h2><p>${escapeText(about)}</p>` +
    `${verdictText(verdict)}</header><div class="plot" data-integration="${escapeText(name)}">` +
    `${drawLane(timeline, integration, view, width)}</div></section>`
  );
}

/** A verdict as HTML. */
export function verdictText({ isGood, text, detail }: Verdict): string {
  const rest = detail === undefined ? '' : `<span>, ${escapeText(detail)}</span>`;
  const [className, sign] = isGood === undefined ? ['', ''] : isGood ? ['good', '✓ '] : ['bad', '✕ '];
  return `<p class="verdict ${className}">${sign}${escapeText(text)}${rest}</p>`;
}

/** A card of a page: its point in a few large words. `text` is HTML. */
export interface Card {
  readonly isGood: boolean;
  readonly head: string;
  readonly figure: string;
  readonly text: string;
}

/** Cards beside each other. */
export function cardRow(cards: readonly Card[]): string {
  const html = cards.map(
    ({ isGood, head, figure, text }) =>
      `<div class="card${isGood ? '' : ' bad'}"><p class="head">${escapeText(head)}</p>` +
      `<p class="figure">${escapeText(figure)}</p><p>${text}</p></div>`,
  );
  return html.length === 0 ? '' : `<div class="cards">${html.join('')}</div>`;
}
