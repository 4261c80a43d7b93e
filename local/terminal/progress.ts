import { MINUTE_MS, SECOND_MS } from '../../functions/time.ts';

/** A line that shows how much of a long run is done, and its remaining time. */
export interface Progress {
  /** Shows that this share of the work is done, from 0 to 1. */
  show(share: number, what: string): void;
  /** Removes the line, so that other output can follow. The next `show` writes it again. */
  clear(): void;
}

/** A stream that may be a terminal. */
type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'> & { readonly columns?: number };

const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001B[K';
const BAR_WIDTH = 20;

/**
 * A progress line on standard error. Shows nothing without a terminal.
 *
 * @param streams both must be terminals: a pager that reads standard output would show the line in its text
 * @param now ms that never go back, such as `performance.now()`
 */
export function createProgress(
  { stdout, stderr }: { readonly stdout: Pick<Output, 'isTTY'>; readonly stderr: Output },
  now: () => number,
): Progress {
  if (!stdout.isTTY || !stderr.isTTY) return { show: () => {}, clear: () => {} };
  const startedAt = now();
  let shownAt = -Infinity;
  return {
    show: (share, what) => {
      if (now() - shownAt < INTERVAL_MS) return;
      shownAt = now();
      const line = progressLine(share, what, now() - startedAt);
      stderr.write(`${CLEAR_LINE}${line.slice(0, (stderr.columns ?? Infinity) - 1)}`);
    },
    clear: () => {
      if (shownAt > -Infinity) stderr.write(CLEAR_LINE);
      shownAt = -Infinity;
    },
  };
}

/** `██████░░░░░░░░░░░░░░  day 22 of 75, about 40 s left` */
function progressLine(share: number, what: string, elapsedMs: number): string {
  const full = Math.round(share * BAR_WIDTH);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
  const isKnown = share > 0 && elapsedMs >= SECOND_MS;
  return `${bar}  ${what}${isKnown ? `, ${remainingText((elapsedMs * (1 - share)) / share)}` : ''}`;
}

/** `about 40 s left`, `about 3 min left` */
function remainingText(ms: number): string {
  return ms < 2 * MINUTE_MS
    ? `about ${Math.ceil(ms / SECOND_MS)} s left`
    : `about ${Math.ceil(ms / MINUTE_MS)} min left`;
}
