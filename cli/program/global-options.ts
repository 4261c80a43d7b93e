import { Option, type Command } from 'commander';
import { usageError } from '../cli-error.ts';
import { DEFAULT_PREFIX } from '../text/command-line.ts';
import { givenWords } from '../text/given-text.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly prefix: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Adds those options. */
export function withGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--prefix <prefix>', 'first segment of the names of the secrets, as deployed')
        .default(DEFAULT_PREFIX)
        .argParser(parsePrefix),
    )
    .option('--region <region>', 'AWS Region (otherwise AWS_REGION, AWS_DEFAULT_REGION or the profile)')
    .option('--profile <name>', 'AWS profile (otherwise AWS_PROFILE)')
    .option('--json', 'print one JSON document, errors included');
}

function parsePrefix(text: string): string {
  if (/^(?=.{1,200}$)[\w+=.@-]+(?:\/[\w+=.@-]+)*$/.test(text)) return text;
  throw usageError(
    `--prefix wants letters, digits and _ + = . @ -, in segments divided by /, and got ${givenWords(text)}`,
    'It stands in cdk.json',
  );
}
