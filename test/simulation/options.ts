import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { parseOrExit, wholeNumber } from '../../local/command-line.ts';

/** Options of `npm run simulate`. */
export interface SimulateOptions {
  readonly seeds: number;
  readonly from: number;
  /** The only seed to run; undefined for many seeds. */
  readonly seed: number | undefined;
  readonly threads: number;
  /** Whether the handlers run over HTTP, instead of the decision and rotation code on its ports. */
  readonly wire: boolean;
  readonly trace: boolean;
  readonly json: boolean;
}

const MAX_SEED = 2 ** 32 - 1;

/** Parses the command line. For help or a wrong option, prints a text and ends the process. */
export function readOptions(argv: readonly string[]): SimulateOptions {
  const command = new Command('npm run simulate --')
    .description(
      'Runs the real decision and rotation code through simulated histories. Exits with 1 when an invariant is violated.',
    )
    .option('--seeds <number>', 'number of histories', wholeNumber(1, 10_000_000), 100)
    .option('--from <seed>', 'first seed', wholeNumber(1, MAX_SEED), 1)
    .option('--seed <seed>', 'only this seed', wholeNumber(1, MAX_SEED))
    .option('--wire', 'run the handlers and the AWS SDK over HTTP in this process: slower', false)
    .option('--trace', 'with --seed: print every step', false)
    .option('--threads <number>', 'number of threads', wholeNumber(1, 1_024), availableParallelism())
    .option('--json', 'print the result as JSON', false);
  return parseOrExit(command, argv).opts<SimulateOptions>();
}
