import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { parseOrExit, wholeNumber } from '../../local/command-line.ts';

/** What `npm run simulate` was asked for. */
export interface SimulateOptions {
  readonly seeds: number;
  readonly from: number;
  /** This seed alone; undefined for many. */
  readonly seed: number | undefined;
  readonly threads: number;
  readonly trace: boolean;
  readonly json: boolean;
}

const MAX_SEED = 2 ** 32 - 1;

/** Reads the options from the command line; prints help, or what is wrong, and ends the process when asked to. */
export function readOptions(argv: readonly string[]): SimulateOptions {
  const command = new Command('npm run simulate --')
    .description(
      'Runs the real decision and rotation code through simulated histories, and ends with 1 when an invariant did not hold.',
    )
    .option('--seeds <number>', 'so many histories', wholeNumber(1, 10_000_000), 100)
    .option('--from <seed>', 'beginning with this one', wholeNumber(1, MAX_SEED), 1)
    .option('--seed <seed>', 'this one alone', wholeNumber(1, MAX_SEED))
    .option('--trace', 'with every step of it', false)
    .option('--threads <number>', 'on so many threads', wholeNumber(1, 1_024), availableParallelism())
    .option('--json', 'prints the result as JSON', false);
  return parseOrExit(command, argv).opts<SimulateOptions>();
}
