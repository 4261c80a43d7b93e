import { Command, InvalidArgumentError } from 'commander';
import { deployment } from './deployment.ts';

/** The options of `npm run bench`. */
export interface BenchOptions {
  readonly json: boolean;
  /** The sizes to measure, in integrations. */
  readonly n: readonly number[];
  /** Whether to run the deployed bundle over HTTPS sockets and in real time. */
  readonly sockets: boolean;
  /** The memory of the function in MB, with sockets. */
  readonly memory: readonly number[];
}

/** Secrets Manager allows 500,000 secrets per account and Region, and an integration has two. */
const MAX_INTEGRATIONS = 250_000;

/** Reads the options. For `--help` or a wrong option, prints a text and ends the process. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const options = new Command('npm run bench --')
    .description(
      'Runs the real rotator against Alation and AWS in memory, in virtual time. Reports time, calls, memory, CPU and ' +
        'cost. Exits with 1 when a requirement is not met. The four default numbers of integrations take about ten minutes. With --sockets the bench takes about 14 minutes.',
    )
    .option('--json', 'print only the result, as JSON', false)
    .option(
      '--sockets',
      'run over HTTPS and in real time, with the CPU that Lambda gives a function of the memory in --memory',
      false,
    )
    .option(
      '--memory <list>',
      'with --sockets: memory of the function in MB, from 128 to 10240',
      numbersUpTo(10_240, '512,1024', 128),
      [512, deployment.memoryMb],
    )
    .option(
      '--n <list>',
      'numbers of integrations, separated by commas, each from 1 to 250000 (default: 1,100,10000,100000; with --sockets: 1,100,10000)',
      numbersUpTo(MAX_INTEGRATIONS, '100,10000'),
    )
    .parse(argv)
    .opts<Omit<BenchOptions, 'n'> & Partial<Pick<BenchOptions, 'n'>>>();
  return { ...options, n: options.n ?? [1, 100, 10_000, ...(options.sockets ? [] : [100_000])] };
}

function numbersUpTo(most: number, example: string, least = 1): (text: string) => readonly number[] {
  return (text) =>
    text.split(',').map((part) => {
      const value = Number(part);
      if (/^\d{1,6}$/.test(part) && value >= least && value <= most) return value;
      throw new InvalidArgumentError(`Allowed: whole numbers from ${least} to ${most}, such as ${example}.`);
    });
}
