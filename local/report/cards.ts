import type { Card } from '../../picture/cards.ts';
import { escapeText } from '../../picture/svg.ts';
import { timeText } from '../../picture/time-labels.ts';
import type { Reads, Timeline } from '../../picture/timeline.ts';
import type { Example, ExamplePair } from './example-pair.ts';

const HOUR = 60;

/** The point of the report, in two cards: what happened with one credential, and what with two. */
export function cardsOf(timeline: Timeline, { single, double }: ExamplePair): readonly Card[] {
  const [expiredAt = 0] = single.expiries;
  const downtime = single.integration.downtime
    .filter(([from]) => from >= expiredAt)
    .reduce((sum, [from, to]) => sum + to - from, 0);
  const times = ['never', 'once', 'twice'][double.expiries.length] ?? `${double.expiries.length} times`;
  const refused = double.integration.reads?.refusedOnce.length ?? 0;
  return [
    {
      isGood: false,
      head: 'One credential',
      figure: `${number(failedSince(single.integration.reads, expiredAt))} failed reads`,
      text:
        `${nameOf(single)}: its only refresh token expired on ${dayText(timeline, expiredAt)}, and nobody replaced it. ` +
        `For ${number(Math.round(downtime / HOUR))} hours its consumer had no working access token.`,
    },
    {
      isGood: true,
      head: 'Two credentials',
      figure: `${number(double.integration.reads?.failed ?? 0)} failed reads`,
      text:
        `${nameOf(double)}: refresh tokens expired here too, ${times}, and were replaced days later. ` +
        `The other credential minted alone until then. ${number(refused)} reads had to be repeated, and none failed.`,
    },
  ];
}

/** A whole number with a comma after the thousands. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** Failed reads that began at this time or later. A consumer reads once an hour. */
function failedSince(reads: Reads | undefined, at: number): number {
  return (reads?.failures ?? [])
    .filter(([from]) => from >= at)
    .reduce((sum, [from, to]) => sum + Math.round((to - from) / HOUR) + 1, 0);
}

function nameOf({ integration }: Example): string {
  return `<b>${escapeText(integration.name)}</b>`;
}

function dayText(timeline: Timeline, at: number): string {
  return timeText(timeline, at).replace(/ \d\d:\d\d.*$/, '');
}
