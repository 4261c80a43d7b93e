import { Option, type Command } from 'commander';
import { MINUTE_MS, SECOND_MS } from '../../functions/time.ts';
import { parseTimeout } from './option-values.ts';

/** Options of the commands that request a rotation. */
export interface WaitOptions {
  /** `false` for `--no-wait`. */
  readonly wait: boolean;
  /** Ms. */
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_MS = 2 * MINUTE_MS;

/** Adds the options that say how long to wait. */
export function withWaitOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--timeout <seconds>', 'seconds to wait for the rotator')
        .argParser(parseTimeout)
        // The second argument is what --help shows: the option is in seconds, its value in ms.
        .default(DEFAULT_TIMEOUT_MS, String(DEFAULT_TIMEOUT_MS / SECOND_MS)),
    )
    .option('--no-wait', 'request the rotation and do not wait for it');
}

/** Ms to wait for the rotator; 0 for not at all. */
export function timeoutOf({ wait, timeout }: WaitOptions): number {
  return wait ? timeout : 0;
}
