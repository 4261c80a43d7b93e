import { Option, type Command } from 'commander';
import { DEFAULT_PREFIX } from '../text/command-line.ts';
import { parsePrefix } from './option-values.ts';

/** Options of every command. */
export interface GlobalOptions {
  readonly prefix: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Adds the global options to a command. */
export function withGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--prefix <prefix>', "first segment of the secrets' names, as deployed")
        .default(DEFAULT_PREFIX)
        .argParser(parsePrefix),
    )
    .option('--region <region>', 'AWS Region; default: AWS_REGION, AWS_DEFAULT_REGION or the profile')
    .option('--profile <name>', 'AWS profile; default: AWS_PROFILE')
    .option('--json', 'print one JSON document, even for an error');
}
