import { usageError } from '../cli-error.ts';
import { givenWords } from '../text/given-text.ts';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `24h` or `7d` in ms. */
export function parseSpan(text: string): number {
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ''];
  // No rotation is in the last 0 h.
  if (match?.[1] === undefined || unit === undefined || Number(match[1]) === 0)
    throw usageError(
      `--since wants a number from 1 with m, h or d, such as 90m, 24h or 7d, and got ${givenWords(text)}`,
    );
  return Number(match[1]) * unit;
}

/** Seconds from 1 to 3600, in ms. */
export function parseTimeout(text: string): number {
  const seconds = wholeNumber('--timeout', 1, 3_600)(text);
  return seconds * 1_000;
}

/** A whole number within bounds. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw usageError(`${option} wants a whole number from ${least} to ${most}, and got ${givenWords(text)}`);
  };
}
