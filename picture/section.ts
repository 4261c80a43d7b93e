import { escapeText } from './svg.ts';
import type { IntegrationTimeline } from './timeline.ts';

/** How it went, in a few words. `attention`: it works, but a person must act. `detail` is less important. */
export interface Verdict {
  readonly kind: 'good' | 'attention' | 'bad';
  readonly text: string;
  readonly detail?: string | undefined;
}

/** What a section shows of an integration. `picture` and what is `below` it are HTML. */
export interface SectionParts {
  readonly integration: Pick<IntegrationTimeline, 'name' | 'about'>;
  readonly verdict: Verdict;
  readonly picture: string;
  readonly below?: string | undefined;
}

/** One integration in a page: its name, its verdict and its picture. */
export function integrationSection({ integration, verdict, picture, below = '' }: SectionParts): string {
  const { name, about } = integration;
  return (
    `<section class="integration"><header><h2>${escapeText(name)}</h2><p>${escapeText(about)}</p>` +
    `${verdictText(verdict)}</header><div class="plot" data-integration="${escapeText(name)}">` +
    `${picture}</div>${below}</section>`
  );
}

const SIGNS = { good: '✓', attention: '!', bad: '✕' } as const;

function verdictText({ kind, text, detail }: Verdict): string {
  const rest = detail === undefined ? '' : `<span>, ${escapeText(detail)}</span>`;
  return `<p class="verdict ${kind}">${SIGNS[kind]} ${escapeText(text)}${rest}</p>`;
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
