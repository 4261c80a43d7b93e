import { axisContent, axisHeight } from './axis.ts';
import { type Colours, variables } from './colours.ts';
import { laneContent, laneSummary } from './lane.ts';
import { laneHeight } from './layout.ts';
import { LEGEND_HEIGHT, type LegendKey, legendKeys } from './legend.ts';
import { pictureStyle } from './picture-style.ts';
import { escapeText, label } from './svg.ts';
import type { IntegrationTimeline, Timeline } from './timeline.ts';
import type { View } from './view.ts';

const WIDTH = 960;
const MARGIN = 20;
const HEADER_HEIGHT = 24;
/** The most pixels that a character of the legend needs, and the pixels between two keys. */
const CHARACTER_PIXELS = 6.4;
const KEY_GAP = 22;

/** What a poster shows. */
export interface PosterParts {
  readonly timeline: Timeline;
  readonly view: View;
  readonly colours: Colours;
  /** The result of an integration, in a few words, and whether it is good. */
  readonly verdict: (integration: IntegrationTimeline) => { readonly isGood: boolean; readonly text: string };
}

/** All integrations of a timeline as one SVG file for a document, with its own background, style and legend. */
export function drawPoster({ timeline, view, colours, verdict }: PosterParts): string {
  const inner = WIDTH - 2 * MARGIN;
  const parts: string[] = [];
  let y = 10;
  const place = (height: number, content: string): void => {
    parts.push(`<g transform="translate(${MARGIN} ${y})">${content}</g>`);
    y += height;
  };
  place(axisHeight(timeline) + 6, axisContent(timeline, view, inner));
  for (const integration of timeline.integrations) {
    const { name, about } = integration;
    const { isGood, text } = verdict(integration);
    place(
      HEADER_HEIGHT,
      `<text class="heading" y="14">${escapeText(name)}<tspan class="about" dx="10">${escapeText(about)}</tspan></text>` +
        label(`heading ${isGood ? 'good' : 'bad'}`, inner, 14, text, 'end'),
    );
    place(laneHeight(integration) + 8, laneContent(timeline, integration, view, inner));
  }
  place(8, '');
  for (const row of legendRows(legendKeys(timeline), inner)) place(LEGEND_HEIGHT + 8, row);
  const height = y + 6;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">\n` +
    `<title>${escapeText(timeline.integrations.map(laneSummary).join(' '))}</title>\n` +
    `<style>svg{${variables(colours)}}${pictureStyle}${posterStyle}</style>\n` +
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

const posterStyle = `
.ground{fill:var(--ground)}
svg .heading{font-size:14px;font-weight:600;fill:var(--text)}
svg .about{font-size:12.5px;font-weight:400;fill:var(--muted)}
svg .good{fill:var(--good)}
svg .bad{fill:var(--bad)}
`;

function legendRows(keys: readonly LegendKey[], width: number): readonly string[] {
  const rows: string[] = [];
  let x = width;
  for (const { drawing, width: drawn, meaning } of keys) {
    const needed = drawn + 6 + meaning.length * CHARACTER_PIXELS;
    if (x + needed > width) {
      rows.push('');
      x = 0;
    }
    rows[rows.length - 1] +=
      `<g transform="translate(${Math.round(x)} 0)">${drawing}${label('key', drawn + 6, 11, meaning)}</g>`;
    x += needed + KEY_GAP;
  }
  return rows;
}
