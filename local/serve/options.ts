import { Command, InvalidArgumentError } from 'commander';
import type { Supersession } from '../alation/behaviour.ts';
import { parseOrExit } from '../command-line.ts';

/** What `npm run local` was asked for. */
export interface ServeOptions {
  readonly awsPort: number;
  readonly alationPort: number;
  readonly controlPort: number;
  readonly supersession: Supersession;
}

/** Reads the options from the command line; prints help, or what is wrong, and ends the process when asked to. */
export function readServeOptions(argv: readonly string[]): ServeOptions {
  const command = new Command('npm run local --')
    .description('Leaves an AWS, an Alation and the rotator up on this machine, until Ctrl+C.')
    .option('--aws-port <port>', 'Secrets Manager, SNS, EventBridge', port, 4566)
    .option('--alation-port <port>', 'Alation', port, 8080)
    .option('--control-port <port>', 'the clock and the schedules', port, 4567)
    .option(
      '--supersession <kind>',
      'what minting does to the access tokens before: revokes or coexists',
      supersession,
      'revokes',
    );
  return parseOrExit(command, argv).opts<ServeOptions>();
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('Allowed: 0 to 65535; 0 takes a free one.');
}

function supersession(text: string): Supersession {
  if (text === 'revokes' || text === 'coexists') return text;
  throw new InvalidArgumentError('Allowed: revokes or coexists.');
}
