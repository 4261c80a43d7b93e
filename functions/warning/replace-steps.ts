import type { IntegrationNotifications } from './integration-notifications.ts';
import type { NotificationCredential } from './notification.ts';
import { whereMade } from './where-made.ts';

/**
 * The lines that say where to create a new credential, and which command checks and stores it.
 *
 * @param secretPrefix first segment of the secrets' names
 * @param credential the credential to replace; undefined for any credential
 */
export function replaceSteps(
  { integration, baseUrl, credentialKinds }: IntegrationNotifications,
  secretPrefix: string,
  credential?: NotificationCredential,
): readonly string[] {
  const kinds = credential === undefined ? credentialKinds : [credential.kind];
  const command = alertCommand(secretPrefix, 'replace', integration, ...nameOption(credential));
  return [
    'What to do:',
    `  1. Create ${whereMade(baseUrl, kinds)}`,
    `  2. Store it. Run in the folder of the token rotator: ${command}`,
    '     The command asks for it, checks it with Alation, stores it and shows how many days it has left.',
    `     Without the command: write the whole secret ${secretPrefix}/${integration}/credentials, with every credential in it.`,
  ];
}

/**
 * A command for an alert. Without `--no-install`, npx in another folder would run a package of the same name from the
 * public registry and give it the refresh token.
 */
export function alertCommand(secretPrefix: string, ...words: readonly string[]): string {
  const prefix = secretPrefix === 'alation' ? [] : ['--prefix', secretPrefix];
  return ['npx --no-install alation-tokens', ...words, ...prefix].join(' ');
}

/** The name comes from a tag that others can edit. It must not add words to a command in an operator's shell. */
function nameOption(credential: NotificationCredential | undefined): readonly string[] {
  return credential !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(credential.name)
    ? ['--name', credential.name]
    : [];
}
