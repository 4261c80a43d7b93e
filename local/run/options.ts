import { Command } from 'commander';
import { parseOrExit, wholeNumber } from '../command-line.ts';

/** Git ignores the folder. */
const DEFAULT_REPORT = '.local/report.html';

/** Options of `npm start`. */
export interface RunOptions {
  readonly days: number;
  readonly seed: number;
  readonly json: boolean;
  /** Path of the report; undefined for none. */
  readonly report: string | undefined;
}

/** Reads the options. For `--help` or a wrong option, prints a text and ends the process. */
export function readOptions(argv: readonly string[]): RunOptions {
  const command = new Command('npm start --')
    .description(
      'Runs the rotator and the warner for weeks of simulated time, against a simulated Alation and a simulated AWS on this machine.',
    )
    .option('--days <days>', 'days to simulate, 1 to 1000', wholeNumber(1, 1_000), 75)
    .option('--seed <seed>', 'seed of all random choices, 0 to 4294967295', wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      '--report <file>',
      `writes the report to this file (default: ${DEFAULT_REPORT}, or no report with --json)`,
    )
    .option('--json', 'prints only the result, as JSON', false);
  const options = parseOrExit(command, argv).opts<RunOptions>();
  return { ...options, report: options.report ?? (options.json ? undefined : DEFAULT_REPORT) };
}
