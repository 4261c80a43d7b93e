import type { Command } from 'commander';
import { withCredentialOptions, type CredentialOptions } from './credential-options.ts';
import { parseName } from './option-values.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const ONBOARD_HELP = `
Asks for base URL, refresh token and user id, checks them with Alation and
stores them. The rotator then mints, verifies and publishes the first access
token. The command waits for it.

The input, from --from-file or standard input, is the bare refresh token (with
--oauth the bare client secret) or JSON:
  {"base_url": "https://…", "refresh_token": "…", "user_id": 102}
  {"base_url": "https://…", "client_id": "…", "client_secret": "…"}
  {"base_url": "https://…", "credentials": [ … ]}
With --create the input is the bare password or
  {"base_url": "https://…", "username": "…", "password": "…"}

Examples:
  $ npx alation-tokens onboard tableau
  $ npx alation-tokens onboard tableau --from-file credentials.json
  $ pass show alation/tableau | npx alation-tokens onboard tableau \\
      --base-url https://acme.alationcloud.com --user-id 102
  $ npx alation-tokens onboard tableau --second
  $ npx alation-tokens onboard tableau --create --second
  $ npx alation-tokens onboard loader --oauth
`;

const REPLACE_HELP = `
Asks for the new refresh token or client secret, checks it with Alation and
stores it under the name of the old credential. The rotator then rotates.
The last line shows the result:
  accepted  the rotator minted an access token from it
  stored    the rotator has not minted from it yet
  rejected  Alation rejects it; the command exits 1

With several integrations the command asks for the new credentials one by one.
The input for several integrations is one JSON object:
  {"tableau": "<refresh token>", "loader": {…}, …}

Examples:
  $ npx alation-tokens replace tableau
  $ npx alation-tokens replace tableau loader
  $ npx alation-tokens replace tableau --name tableau-b
  $ npx alation-tokens replace tableau --from-file new-token.json
  $ pass show alation/tableau | npx alation-tokens replace tableau
`;

const REMOVE_HELP = `
Removes one of several credentials from the stored document. If the published
access token was minted from it, the rotator then publishes another access
token. The command never removes the last credential.

Example:
  $ npx alation-tokens remove tableau --credential tableau-b
`;

const RENEW_HELP = `
For an integration with the setting renewRefreshTokens. The rotator renews a
refresh token by itself after 60 % of its lifetime (30 % if another refresh
token expires at nearly the same time). This command asks for one attempt at the
next rotation that mints from it, and says when that is.

The rotator never renews before such a rotation, because Alation may revoke
access tokens that consumers still hold.

Examples:
  $ npx alation-tokens renew tableau
  $ npx alation-tokens renew tableau --credential tableau-b
  $ npx alation-tokens renew tableau --cancel
`;

/** Adds the commands that change credentials. */
export function credentialCommands(program: Command, run: RunCommand): void {
  const onboarding = program
    .command('onboard')
    .argument('<integration>', 'name of the integration, as in cdk.json')
    .description('store the first credential of an integration and publish its first access token')
    .option('--second', 'add a credential, so that the integration has alternating credentials')
    .option(
      '--create',
      'have Alation create the refresh token from a username and a password, which are not stored',
    )
    .option('--username <name>', 'username for --create')
    .option(
      '--yes',
      'overwrite without asking, if the stored credentials are unreadable or no access token was published from them',
    )
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
      return run(command, async (session) =>
        (await import('../commands/onboard.ts')).onboard(session, integration, {
          ...options,
          timeoutMs: timeoutOf(options),
        }),
      );
    });
  withWaitOptions(withCredentialOptions(onboarding));

  const replacing = program
    .command('replace')
    .argument('<integration...>', 'names of one or more integrations')
    .description('replace an expiring refresh token or client secret')
    .addHelpText('after', REPLACE_HELP)
    .action((integrations: readonly string[], _: unknown, command: Command) => {
      const options = command.opts<CredentialOptions & WaitOptions>();
      return run(command, async (session) =>
        (await import('../commands/replace-each.ts')).replaceEach(session, integrations, {
          ...options,
          timeoutMs: timeoutOf(options),
        }),
      );
    });
  withWaitOptions(withCredentialOptions(replacing));

  program
    .command('renew')
    .argument('<integration>', 'name of the integration')
    .description('have the rotator renew a refresh token at the next mint from this refresh token')
    .option('--credential <name>', 'name of the credential, as "status" shows it', parseName)
    .option('--cancel', 'withdraw the request')
    .addHelpText('after', RENEW_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const { credential, cancel = false } = command.opts<{
        readonly credential?: string;
        readonly cancel?: true;
      }>();
      return run(command, async (session) =>
        (await import('../commands/renew.ts')).renew(session, integration, { credential, cancel }),
      );
    });

  const removing = program
    .command('remove')
    .argument('<integration>', 'name of the integration')
    .description('remove one of several credentials')
    .option('--credential <name>', 'name of the credential, as "status" shows it', parseName)
    .addHelpText('after', REMOVE_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<WaitOptions & { readonly credential?: string }>();
      const { credential } = options;
      return run(command, async (session) =>
        (await import('../commands/remove.ts')).remove(session, integration, {
          credential,
          timeoutMs: timeoutOf(options),
        }),
      );
    });
  withWaitOptions(removing);
}
