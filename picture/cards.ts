import { escapeText } from './svg.ts';

/** A card of a page: a heading, a figure in large type, and an explanation. `text` is HTML. */
export interface Card {
  readonly isGood: boolean;
  readonly head: string;
  readonly figure: string;
  readonly text: string;
}

/** Draws cards beside each other. */
export function cardRow(cards: readonly Card[]): string {
  const html = cards.map(
    ({ isGood, head, figure, text }) =>
      `<div class="card${isGood ? '' : ' bad'}"><p class="head">${escapeText(head)}</p>` +
      `<p class="figure">${escapeText(figure)}</p><p>${text}</p></div>`,
  );
  return html.length === 0 ? '' : `<div class="cards">${html.join('')}</div>`;
}
