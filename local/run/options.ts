import { Command } from 'commander';
import { parseOrExit, wholeNumber } from '../command-line.ts';

/** What `npm start` was asked for. */
export interface RunOptions {
  readonly days: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Reads the options from the command line; prints help, or what is wrong, and ends the process when asked to. */
export function readOptions(argv: readonly string[]): RunOptions {
  const command = new Command('npm start --')
    .description(
      'Runs the rotator and the warner against an Alation and an AWS on this machine, over weeks of simulated time.',
    )
    .option('--days <days>', 'simulated days, 1 to 1000', wholeNumber(1, 1_000), 75)
    .option('--seed <seed>', 'decides every random choice, 0 to 4294967295', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--json', 'prints nothing but the result, as JSON', false);
  return parseOrExit(command, argv).opts<RunOptions>();
}
