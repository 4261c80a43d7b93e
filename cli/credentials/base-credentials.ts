import { cancelledError, CliError, usageError } from '../cli-error.ts';
import type { OnboardOptions } from './new-credentials.ts';
import { readStoredCredentials, type StoredCredentials } from './read-stored.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/** The stored document that `onboard` extends or replaces. */
export interface BaseCredentials {
  /** Stored credentials to keep; undefined if the new document holds only new credentials. */
  readonly stored: StoredCredentials | undefined;
  /** VersionId that the new document replaces; undefined if there is none. */
  readonly base: string | undefined;
}

/**
 * Reads what is stored already. If the operator agrees, the command overwrites a malformed document, or credentials that
 * no access token was published from. It never overwrites other credentials; `--second` adds a credential to them.
 *
 * @throws CliError if the options contradict what is stored, the stored credentials cannot be read, or the operator does
 *   not agree to overwrite them
 */
export async function baseCredentials(
  session: Session,
  { secrets, listed }: KnownIntegration,
  { second, create, yes }: OnboardOptions,
): Promise<BaseCredentials> {
  const { prefix } = session;
  const { integration, credentialsVersionId } = listed;
  if (credentialsVersionId === undefined) {
    if (!second || create) return { stored: undefined, base: undefined };
    throw usageError(
      `${integration} has no first credential yet`,
      `Store it: ${commandLine(prefix, 'onboard', integration)}`,
    );
  }
  const read = await readStoredCredentials(session, secrets, integration).catch((error: unknown) => {
    if (error instanceof CliError) return error;
    throw error;
  });
  if (!(read instanceof CliError)) {
    if (second) return { stored: read, base: read.versionId };
    if ((await secrets.accessTokenVersions()).current !== undefined)
      throw hasCredentials(prefix, integration);
    // After a wrong base URL, an operator must overwrite the credentials to correct it.
    const what = `${integration} has credentials for ${read.baseUrl}, but no access token was ever published from them`;
    await requireOverwriting(session, integration, what, yes === true);
    return { stored: undefined, base: read.versionId };
  }
  const isUnreadable = read.code === 'CredentialsMalformed' || read.code === 'HostNotAllowed';
  if (second) throw read;
  // An operator who is not allowed to read the credentials still needs to know the next step.
  if (!isUnreadable) throw read.code === 'AccessDenied' ? hasCredentials(prefix, integration) : read;
  const what = `The stored credentials of ${integration} cannot be read: ${read.message}`;
  await requireOverwriting(session, integration, what, yes === true);
  return { stored: undefined, base: credentialsVersionId };
}

function hasCredentials(prefix: string, integration: string): CliError {
  return usageError(
    `${integration} has credentials already`,
    `To replace a credential: ${commandLine(prefix, 'replace', integration)}`,
    `To add a credential: ${commandLine(prefix, 'onboard', integration, '--second')}`,
  );
}

const KEPT = 'AWSPREVIOUS keeps the overwritten value until the next change';

async function requireOverwriting(
  { terminal, prompts, prefix }: Session,
  integration: string,
  what: string,
  yes: boolean,
): Promise<void> {
  if (!yes && !terminal.interactive) {
    throw usageError(
      what,
      `To overwrite them: ${commandLine(prefix, 'onboard', integration, '--yes')}`,
      KEPT,
    );
  }
  terminal.note(`${what}. ${KEPT}.`);
  if (yes || (await prompts.yes(`Overwrite the stored credentials of ${integration}?`))) return;
  throw cancelledError('Nothing was changed');
}
