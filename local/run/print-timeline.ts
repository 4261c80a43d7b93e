import { styleText } from 'node:util';
import type { Severity } from '../../functions/contract.ts';
import { entryText } from './entry-text.ts';
import { createAlertFolder, type FoldedEntry } from './fold-alerts.ts';
import type { TimelineEntry } from './timeline.ts';
import { wrapEntry } from './wrap-entry.ts';

/** Prints the entries of a run while it runs. */
export interface TimelinePrinter {
  add(entry: TimelineEntry): void;
  /** Prints the entries of the last minute, at the end of the run. */
  end(): void;
}

const COLOURS = { critical: 'red', warning: 'yellow', info: 'green' } as const satisfies Record<
  Severity,
  string
>;

/**
 * Prints entries as wide as the terminal. The label of an alert has the colour of its severity. The label of an alarm is
 * red when the alarm fires, and green when the alarm ends. Follows NO_COLOR and similar variables. A file or pipe gets
 * each entry on one line, and colours only with FORCE_COLOR.
 *
 * @param write writes lines
 */
export function createTimelinePrinter(
  startMs: number,
  stdout: NodeJS.WriteStream,
  write: (lines: string) => void,
): TimelinePrinter {
  const folder = createAlertFolder();
  const print = (entry: FoldedEntry): void => {
    const { label, text } = entryText(entry);
    const columns = stdout.isTTY ? stdout.columns : undefined;
    const lines = wrapEntry(startMs, entry.at, text, columns);
    const colour = colourOf(entry);
    // A label is never wrapped: it begins its entry.
    write(colour === undefined ? lines : lines.replace(label, styleText(colour, label, { stream: stdout })));
  };
  return {
    add: (entry) => folder.add(entry).forEach(print),
    end: () => folder.end().forEach(print),
  };
}

function colourOf(entry: FoldedEntry) {
  if (entry.kind === 'alarm') return entry.fires ? 'red' : 'green';
  const [first] = entry.kind === 'alerts' ? entry.alerts : [];
  return first?.integration === undefined ? undefined : COLOURS[first.severity];
}
