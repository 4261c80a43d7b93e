import { Command, InvalidArgumentError } from 'commander';

/** The options of `npm run bench`. */
export interface BenchOptions {
  readonly json: boolean;
  /** The sizes to measure, in integrations. */
  readonly n: readonly number[];
}

/**
 * Reads the options from the command line. For `--help` it prints help and exits, for a wrong option it prints an error
 * and exits.
 */
export function readOptions(argv: readonly string[]): BenchOptions {
  return new Command('npm run bench --')
    .description(
      'Runs the real rotator against Alation and AWS in memory, in virtual time. Reports time, calls, memory, CPU and ' +
        'cost. Exits with 1 when a requirement is not met. All four sizes take about eight minutes.',
    )
    .option('--json', 'print only the result, as JSON', false)
    .option(
      '--n <list>',
      'numbers of integrations, separated by commas, each from 1 to 250000',
      numbers,
      [1, 100, 10_000, 100_000],
    )
    .parse(argv)
    .opts<BenchOptions>();
}

/** Secrets Manager holds 500,000 secrets per account and Region, and an integration has two. */
const MAX_INTEGRATIONS = 250_000;

function numbers(text: string): readonly number[] {
  return text.split(',').map((part) => {
    const value = Number(part);
    if (/^\d{1,6}$/.test(part) && value >= 1 && value <= MAX_INTEGRATIONS) return value;
    throw new InvalidArgumentError(
      `Allowed: whole numbers from 1 to ${MAX_INTEGRATIONS}, such as 100,10000.`,
    );
  });
}
