import { Option, type Command } from 'commander';
import { parseTimeout } from './durations.ts';

/** Options of the commands that have the rotator rotate. */
export interface WaitOptions {
  /** `false` for `--no-wait`. */
  readonly wait: boolean;
  /** Ms. */
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/** Adds those options to a command. */
export function withWaitOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for the rotator')
        .argParser(parseTimeout)
        // The second argument is what help shows: the option is in seconds, its value in ms.
        .default(DEFAULT_TIMEOUT_MS, String(DEFAULT_TIMEOUT_MS / 1_000)),
    )
    .option('--no-wait', 'request the rotation and do not wait for it');
}

/** How long to wait in ms; 0 for not at all. */
export function timeoutOf({ wait, timeout }: WaitOptions): number {
  return wait ? timeout : 0;
}
