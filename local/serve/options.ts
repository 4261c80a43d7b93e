import { Command, InvalidArgumentError } from 'commander';
import type { Supersession } from '../alation/behaviour.ts';
import { parseOrExit } from '../command-line.ts';

/** Options of `npm run local`. */
export interface ServeOptions {
  readonly awsPort: number;
  readonly alationPort: number;
  readonly controlPort: number;
  readonly supersession: Supersession;
  /** Whether the rotator renews refresh tokens; by default it does not. */
  readonly renewRefreshTokens?: boolean;
}

/** Reads the options. For `--help` or a wrong option, prints a text and ends the process. */
export function readServeOptions(argv: readonly string[]): ServeOptions {
  const command = new Command('npm run local --')
    .description('Runs AWS, Alation, the rotator and the warner on this machine until Ctrl+C.')
    .option('--aws-port <port>', 'port of AWS', port, 4566)
    .option('--alation-port <port>', 'port of Alation', port, 8080)
    .option('--control-port <port>', 'port of the control server', port, 4567)
    .option(
      '--supersession <kind>',
      'minting "revokes" earlier access tokens, or an access token "coexists" with earlier access tokens',
      supersession,
      'revokes',
    )
    .option('--renew-refresh-tokens', 'the rotator renews the refresh tokens of all integrations');
  return parseOrExit(command, argv).opts<ServeOptions>();
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('Allowed: 0 to 65535. 0 takes a free port.');
}

function supersession(text: string): Supersession {
  if (text === 'revokes' || text === 'coexists') return text;
  throw new InvalidArgumentError('Allowed: revokes or coexists.');
}
