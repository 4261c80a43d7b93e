import { DAY_MS } from '../../functions/time.ts';

/** Width of the day and the time before each text. */
const MARGIN = 16;
/** The smallest width to which an entry is wrapped, because narrower lines would be unreadable. */
const NARROWEST = 40;

/**
 * An entry on lines of at most `columns` characters, but at least 40, and not shorter than a word. Later lines begin
 * below the text.
 *
 * @param at ms since the epoch
 * @param columns width of the terminal; undefined for a file or a pipe, which takes any width
 */
export function wrapEntry(startMs: number, at: number, text: string, columns: number | undefined): string {
  const width = columns === undefined ? Infinity : Math.max(columns, NARROWEST);
  const day = String(Math.floor((at - startMs) / DAY_MS)).padStart(3);
  const [first = '', ...words] = text.split(' ');
  const lines = [`day ${day}  ${new Date(at).toISOString().slice(11, 16)}  ${first}`];
  for (const word of words) {
    const joined = `${lines.at(-1)} ${word}`;
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(`${' '.repeat(MARGIN)}${word}`);
  }
  return lines.join('\n');
}
