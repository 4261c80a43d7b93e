import type { Command } from 'commander';
import { withCredentialOptions, type CredentialOptions } from '../commands/credential-options.ts';
import { onboard } from '../commands/onboard.ts';
import { replace } from '../commands/replace.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const ONBOARD_HELP = `
Asks for base URL, user id and refresh token; checks them with Alation; stores them; has the rotator mint, verify and
publish the first access token; and waits for it.

The input, from --from-file or standard input, is the bare refresh token, or JSON:
  {"base_url": "https://acme.alationcloud.com", "refresh_token": "…", "user_id": 102}
  {"base_url": "https://acme.alationcloud.com", "client_id": "…", "client_secret": "…"}
  {"base_url": "https://acme.alationcloud.com", "credentials": [ … ]}
With --create it is {"base_url": "…", "username": "…", "password": "…"}, or the bare password.

Examples:
  $ npx alation-tokens onboard tableau
  $ npx alation-tokens onboard tableau --from-file credentials.json
  $ pass show alation/tableau | npx alation-tokens onboard tableau --base-url https://acme.alationcloud.com --user-id 102
  $ npx alation-tokens onboard tableau --second
  $ npx alation-tokens onboard tableau --create --second
  $ npx alation-tokens onboard loader --oauth
`;

const REPLACE_HELP = `
Asks for the new refresh token (or client secret) alone: base URL and user id are known. Checks it with Alation, stores
it in the place of the old one, and has the rotator rotate. Ends with "accepted, N days left" where an access token was
minted from it, with "stored, N days left" where another credential had its turn, and exits 1 where Alation refuses it.

Examples:
  $ npx alation-tokens replace tableau
  $ npx alation-tokens replace tableau --name tableau-b
  $ npx alation-tokens replace tableau --from-file new-token.json
  $ pass show alation/tableau | npx alation-tokens replace tableau
`;

/** The commands that store credentials. */
export function credentialCommands(program: Command, run: RunCommand): void {
  const onboarding = program
    .command('onboard')
    .argument('<integration>', 'name of the integration, as in cdk.json')
    .description('store the first credential of an integration and publish its first access token')
    .option('--second', 'add another credential, so that rotation can alternate')
    .option(
      '--create',
      'have Alation make the refresh token, from a username and password that are not stored',
    )
    .option('--username <name>', 'username for --create')
    .option('--yes', 'do not ask before overwriting what cannot be read or nothing was published from')
    .addHelpText('after', ONBOARD_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<
        CredentialOptions &
          WaitOptions & {
            readonly second?: boolean;
            readonly create?: boolean;
            readonly username?: string;
            readonly yes?: boolean;
          }
      >();
      return run(command, (session) =>
        onboard(session, integration, { ...options, timeoutMs: timeoutOf(options) }),
      );
    });
  withWaitOptions(withCredentialOptions(onboarding));

  const replacing = program
    .command('replace')
    .argument('<integration>', 'name of the integration')
    .description('store a new refresh token or client secret in the place of one that dies')
    .addHelpText('after', REPLACE_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<CredentialOptions & WaitOptions>();
      return run(command, (session) =>
        replace(session, integration, { ...options, timeoutMs: timeoutOf(options) }),
      );
    });
  withWaitOptions(withCredentialOptions(replacing));
}
