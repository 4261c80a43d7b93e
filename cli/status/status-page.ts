import { createHash } from 'node:crypto';
import { DAY_MS } from '../../functions/time.ts';
import { instant, remainingLifetime } from '../../functions/warning/duration-text.ts';
import { drawAxis } from '../../picture/axis.ts';
import { type Card, cardRow } from '../../picture/cards.ts';
import { htmlDocument } from '../../picture/document.ts';
import { drawLane } from '../../picture/lane.ts';
import { legend } from '../../picture/legend.ts';
import { pageStyle } from '../../picture/page-style.ts';
import { integrationSection, type Verdict } from '../../picture/section.ts';
import { stillPicture } from '../../picture/still.ts';
import { escapeText } from '../../picture/svg.ts';
import { fullView } from '../../picture/view.ts';
import { commandLine, DEFAULT_PREFIX } from '../text/command-line.ts';
import type { IntegrationStatus } from './integration-status.ts';
import { type OperatorDate, operatorDates } from './operator-dates.ts';
import { hasSteps, stateText, todoLines } from './status-text.ts';
import { statusTimeline } from './status-timeline.ts';
import { SOON_DAYS } from './todo.ts';

/** What a page shows beside the integrations. `now` is in ms since the epoch. */
export interface StatusPageContext {
  readonly prefix: string;
  readonly now: number;
}

/**
 * The state of integrations as one HTML file that loads nothing and runs no script. It shows only tags, which hold no secret.
 *
 * @param statuses the most urgent first
 */
export function statusPage(
  statuses: readonly IntegrationStatus[],
  { prefix, now }: StatusPageContext,
): string {
  const timeline = statusTimeline(statuses, now);
  const view = fullView(timeline);
  const dates = operatorDates(statuses, prefix, now);
  const sections = timeline.integrations.map((integration, index) => {
    const status = statuses[index];
    return status === undefined
      ? ''
      : integrationSection({
          integration,
          verdict: verdictOf(status),
          picture: stillPicture((width) => drawLane(timeline, integration, view, width)),
          below: steps(status, prefix),
        });
  });
  const title = prefix === DEFAULT_PREFIX ? 'Alation access tokens' : `Alation access tokens: ${prefix}`;
  const body = [
    `<main><h1>${escapeText(title)}</h1>`,
    `<p class="lead">State on <b>${instant(now)}</b>, from the tags of the secrets. A bar is the published access token, which
      the rotator replaces by itself. A line is a refresh token or an OAuth client: an operator replaces a refresh token
      <b>before its line ends</b>, unless the rotator renews it.</p>`,
    cardRow([needsCard(statuses), dateCard(dates, now)]),
    legend(timeline),
    `<div class="axis-row">${stillPicture((width) => drawAxis(timeline, view, width))}</div>`,
    ...sections,
    dateTable(dates, now),
    `<p class="foot">Made by <code>${escapeText(commandLine(prefix, 'status', '--html', 'FILE'))}</code>. This page does
      not update itself.</p></main>`,
  ].join('\n');
  return htmlDocument({ title, style: pageStyle, body }, (text) =>
    createHash('sha256').update(text).digest('base64'),
  );
}

/** The verdict on an integration. If an operator must act: `attention` in the state fresh, `bad` in any other state. */
function verdictOf(status: IntegrationStatus): Verdict {
  const text = stateText(status);
  if (!status.needsPerson) {
    return hasSteps(status) ? { kind: 'attention', text, detail: 'see below' } : { kind: 'good', text };
  }
  return status.state === 'fresh'
    ? { kind: 'attention', text, detail: 'an operator must act' }
    : { kind: 'bad', text };
}

function needsCard(statuses: readonly IntegrationStatus[]): Card {
  const needing = statuses.filter(({ needsPerson }) => needsPerson);
  if (needing.length > 0) {
    return {
      isGood: false,
      head: 'Now',
      figure: `${needing.length} of ${statuses.length} need an operator`,
      text: `${namesOf(needing)}: see below.`,
    };
  }
  const withSteps = statuses.filter(hasSteps);
  return withSteps.length > 0
    ? {
        isGood: true,
        head: 'Now',
        figure: 'Nothing urgent',
        text: `Advice for ${namesOf(withSteps)}: see below.`,
      }
    : {
        isGood: true,
        head: 'Now',
        figure: 'Nothing to do',
        text: `${statuses.length} ${statuses.length === 1 ? 'integration' : 'integrations'}; no operator has to act.`,
      };
}

function namesOf(statuses: readonly IntegrationStatus[]): string {
  return statuses.map(({ integration }) => `<b>${escapeText(integration)}</b>`).join(', ');
}

function dateCard([next, ...others]: readonly OperatorDate[], now: number): Card {
  if (next === undefined) {
    return {
      isGood: true,
      head: 'Next date for an operator',
      figure: 'None',
      text: 'There is no date by which an operator must replace a refresh token.',
    };
  }
  const more = others.length === 0 ? '' : ' The other dates are at the end of this page.';
  return {
    isGood: next.at - now >= SOON_DAYS * DAY_MS,
    head: 'Next date for an operator',
    figure: `${instant(next.at).slice(0, 10)}, in ${remainingLifetime(next.at, now)}`,
    text: `Replace the refresh token <b>${escapeText(next.credential)}</b> of <b>${escapeText(next.integration)}</b> before this date.${more}`,
  };
}

/** What an operator must or should do now, as a list. */
function steps(status: IntegrationStatus, prefix: string): string {
  const lines = todoLines(status, prefix).map((line) => line.replace(`${status.integration}: `, ''));
  return lines.length === 0
    ? ''
    : `<ul class="steps">${lines.map((line) => `<li>${escapeText(line)}`).join('')}</ul>`;
}

function dateTable(dates: readonly OperatorDate[], now: number): string {
  const rows = dates.map(
    ({ at, integration, owner, credential, isEstimated, command }) =>
      `<tr><td>${isEstimated ? 'about ' : ''}${instant(at)}<td>${remainingLifetime(at, now)}<td>${escapeText(integration)}` +
      `<td class="owner">${escapeText(owner ?? '')}<td class="credential">${escapeText(credential)}` +
      `<td class="command"><code>${escapeText(command)}</code>`,
  );
  return rows.length === 0
    ? ''
    : `<h2>Dates for operators</h2><table class="dates">` +
        `<thead><tr><th scope="col">Replace before<th scope="col">Left<th scope="col">Integration<th scope="col">Owner` +
        `<th scope="col">Credential<th scope="col">Command</thead><tbody>${rows.join('')}</tbody></table>`;
}
