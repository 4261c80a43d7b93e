import { DAY_MS } from '../../functions/time.ts';

/** Reports that something happened now, in one sentence. */
export type Report = (sentence: string) => void;

/** Width of the day and the time before each sentence. */
const MARGIN = 16;

/** `day  35  10:00  data-platform stores …`; times are ms since the epoch. */
export function timelineEntry(startMs: number, at: number, sentence: string): string {
  const day = String(dayOf(startMs, at)).padStart(3);
  const time = new Date(at).toISOString().slice(11, 16);
  return `day ${day}  ${time}  ${sentence}`;
}

/** Whole days since the run began; the first day is 0. */
export function dayOf(startMs: number, at: number): number {
  return Math.floor((at - startMs) / DAY_MS);
}

/** The entry on lines of at most `width` characters; later lines begin below the sentence. */
export function wrapEntry(entry: string, width: number): string {
  const lines: string[] = [entry.slice(0, MARGIN).trimEnd()];
  for (const word of entry.slice(MARGIN).split(' ')) {
    const last = lines.at(-1) ?? '';
    const gap = lines.length === 1 && last.length < MARGIN ? '  ' : ' ';
    if (last.length + gap.length + word.length <= width) lines[lines.length - 1] = `${last}${gap}${word}`;
    else lines.push(`${' '.repeat(MARGIN)}${word}`);
  }
  return lines.join('\n');
}

/** The first line of each notification of an alert, and of a summary. */
export function alertHeadlines(body: string): readonly string[] {
  return body.match(/^(?:[a-z0-9-]+: |Summary of ).*$/gm) ?? [];
}
