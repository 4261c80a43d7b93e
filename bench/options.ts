import { Command, InvalidArgumentError } from 'commander';

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly json: boolean;
  /** Numbers of integrations. */
  readonly n: readonly number[];
}

/** Reads the options from the command line; prints help, or what is wrong, and ends the process when asked to. */
export function readOptions(argv: readonly string[]): BenchOptions {
  return new Command('npm run bench --')
    .description(
      'Runs the real rotator against Alation and AWS in memory, in virtual time, and says what it takes: time, calls, ' +
        'memory, CPU and money. Fails when it takes more than it may. All four sizes take about eight minutes.',
    )
    .option('--json', 'prints nothing but the result, as JSON', false)
    .option(
      '--n <list>',
      'numbers of integrations, divided by commas, each from 1 to 250000',
      numbers,
      [1, 100, 10_000, 100_000],
    )
    .parse(argv)
    .opts<BenchOptions>();
}

/** Secrets Manager holds 500,000 secrets of an account in one Region, and an integration has two. */
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
