import type { Progress } from '../local/terminal/progress.ts';

/** A part of the bench, as shares of the whole from 0 to 1. */
export interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Calls `onStart` for each part, with its share of the whole duration. The parts come one after the other. */
export function startParts(
  whole: number,
  onStart: (part: Part) => void,
): (name: string, duration: number) => void {
  let to = 0;
  return (name, duration) => {
    const from = to;
    to += duration / whole;
    onStart({ name, from, to });
  };
}

const INTERVAL_MS = 1_000;

/**
 * Shows the progress of parts that report only their start. The progress between two starts is an estimate from the time
 * of the earlier parts.
 */
export function showProgress(
  progress: Progress,
  now: () => number,
): { start(part: Part): void; end(): void } {
  const beganAt = now();
  let current: Part & { readonly startedAt: number; readonly msOfAll: number } = {
    name: '',
    from: 0,
    to: 0,
    startedAt: beganAt,
    msOfAll: Infinity,
  };
  const show = (): void => {
    const { name, from, to, startedAt, msOfAll } = current;
    progress.show(Math.min(to, from + (now() - startedAt) / msOfAll), name);
  };
  const timer = setInterval(show, INTERVAL_MS);
  return {
    start: (part) => {
      const startedAt = now();
      const msOfAll = part.from === 0 ? Infinity : (startedAt - beganAt) / part.from;
      current = { ...part, startedAt, msOfAll };
      show();
    },
    end: () => {
      clearInterval(timer);
      progress.clear();
    },
  };
}
