import { DAY_MS } from '../../functions/time.ts';

const NAME_WIDTH = 16;

/** Says that somebody did something now. */
export type Tell = (who: string, what: string) => void;

/** `day 35  10:00  data-platform    stores …`, times being ms since the epoch. */
export function timelineEntry(startMs: number, at: number, who: string, what: string): string {
  const day = String(dayOf(startMs, at)).padStart(3);
  const time = new Date(at).toISOString().slice(11, 16);
  return `day ${day}  ${time}  ${who.padEnd(NAME_WIDTH)} ${what}`;
}

/** Whole days since the run began; the first day is 0. */
export function dayOf(startMs: number, at: number): number {
  return Math.floor((at - startMs) / DAY_MS);
}

/** What an alert says, shortened to the first line of each of its paragraphs. */
export function alertHeadlines(body: string): readonly string[] {
  return body
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n')[0] ?? '')
    .filter((line) => line !== '');
}
