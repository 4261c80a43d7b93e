import { createHash } from 'node:crypto';
import { drawAxis } from '../../picture/axis.ts';
import { cardRow } from '../../picture/cards.ts';
import { dataBlock, htmlDocument } from '../../picture/document.ts';
import { drawLane } from '../../picture/lane.ts';
import { legend } from '../../picture/legend.ts';
import { pageStyle } from '../../picture/page-style.ts';
import { integrationSection, type Verdict } from '../../picture/section.ts';
import { lengthText } from '../../picture/time-labels.ts';
import type { IntegrationTimeline, Timeline } from '../../picture/timeline.ts';
import { fullView } from '../../picture/view.ts';
import { zoomBar } from '../../picture/zoom-bar.ts';
import { cardsOf, numberText } from './cards.ts';
import { eventTable } from './event-table.ts';
import { examplePair } from './example-pair.ts';
import { jumpsOf } from './jumps.ts';

/** Width of the pictures, in pixels, until the script draws them for the width of the window. */
const WIDTH = 1136;

/** What the report says about its run, and the script that lets it zoom. */
export interface ReportParts {
  readonly seed: number;
  readonly script: string;
}

/** The report of a run as one HTML file that loads nothing. Without JavaScript its pictures do not zoom. */
export function reportPage(timeline: Timeline, { seed, script }: ReportParts): string {
  const view = fullView(timeline);
  const length = lengthText(timeline.end);
  const title = `${length} of token rotation`;
  const pair = examplePair(timeline);
  const sections = timeline.integrations.map((integration) =>
    integrationSection({
      integration,
      verdict: verdictOf(integration),
      picture: drawLane(timeline, integration, view, WIDTH),
    }),
  );
  const body = [
    `<main><h1>${title}</h1>`,
    `<p class="lead">An access token is valid for a day. Before its expiry, the rotator mints a new access token from a
      <b>credential</b>: a refresh token or an OAuth client. But in Alation each mint <b>revokes the earlier access token</b>
      of the same credential, and a refresh token <b>expires after 60 days</b>. With a second credential, reads keep working
      in both cases.</p>`,
    cardRow(pair === undefined ? [] : cardsOf(timeline, pair)),
    legend(timeline),
    zoomBar(timeline, jumpsOf(timeline, pair)),
    `<div class="axis-row" data-axis>${drawAxis(timeline, view, WIDTH)}</div>`,
    ...sections,
    eventTable(timeline),
    `<p class="foot">The real Lambda handlers ran against a simulated Alation and a simulated AWS on one machine, with seed ${seed}. To repeat the run:
      <code>npm start -- --days ${timeline.end / (24 * 60)} --seed ${seed}</code>. To zoom: drag, double-click, pinch, or
      press <kbd>+</kbd> <kbd>−</kbd> <kbd>←</kbd> <kbd>→</kbd> <kbd>0</kbd>.</p>`,
    `</main>`,
    dataBlock('timeline', timeline),
  ].join('\n');
  return htmlDocument({ title, style: pageStyle, body, script }, (text) =>
    createHash('sha256').update(text).digest('base64'),
  );
}

/** How many reads of an integration's consumer failed, as a verdict. */
export function verdictOf({ reads }: IntegrationTimeline): Verdict {
  const { count, failed, refusedOnce } = reads ?? { count: 0, failed: 0, refusedOnce: [] };
  return {
    kind: failed === 0 ? 'good' : 'bad',
    text: `${numberText(failed)} of ${numberText(count)} reads failed`,
    detail: refusedOnce.length === 0 ? undefined : `${numberText(refusedOnce.length)} refused once`,
  };
}
