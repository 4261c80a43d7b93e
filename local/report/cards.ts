import type { Card } from '../../picture/cards.ts';
import { escapeText } from '../../picture/svg.ts';
import { lengthText, timeText } from '../../picture/time-labels.ts';
import type { Timeline } from '../../picture/timeline.ts';
import { downtimeByCause } from '../timeline/downtime-history.ts';
import type { Example, ExamplePair } from './example-pair.ts';

/** The result of the run in two cards: what happened with one credential, and what happened with two credentials. */
export function cardsOf(timeline: Timeline, { single, double }: ExamplePair): readonly Card[] {
  const [expiredAt = 0] = single.expiries;
  const downtime = downtimeByCause(single.integration.downtime).map(
    ({ cause, minutes }) => `${lengthText(minutes)}, because ${escapeText(cause)}`,
  );
  const expired = ['none', 'one', 'two'][double.expiries.length] ?? String(double.expiries.length);
  const refused = double.integration.reads?.refusedOnce.length ?? 0;
  return [
    {
      isGood: false,
      head: 'One credential',
      figure: `${numberText(single.integration.reads?.failed ?? 0)} failed reads`,
      text:
        `${nameOf(single)}: its only refresh token expired on ${dayText(timeline, expiredAt)}, and its owner did not replace it. ` +
        `Its consumer had no active access token for ${downtime.join('; and for ')}.`,
    },
    {
      isGood: true,
      head: 'Two credentials',
      figure: `${numberText(double.integration.reads?.failed ?? 0)} failed reads`,
      text:
        `${nameOf(double)}: ${expired} of its refresh tokens expired. Its owner replaced an expired refresh token only days later. ` +
        `Until then the other credential minted alone. ${numberText(refused)} reads had to be repeated, and none failed.`,
    },
  ];
}

/** A whole number with a comma after the thousands. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

function nameOf({ integration }: Example): string {
  return `<b>${escapeText(integration.name)}</b>`;
}

function dayText(timeline: Timeline, at: number): string {
  return timeText(timeline, at).replace(/ \d\d:\d\d.*$/, '');
}
