import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { readStoredCredentials, type StoredCredentials } from '../credentials/read-stored.ts';
import { commandLine } from '../text/command-line.ts';
import type { OnboardOptions } from './new-credentials.ts';

/** What `onboard` stores on top of. */
export interface CredentialsToBuildOn {
  /** Credentials that another one joins; undefined where the new document holds the new ones alone. */
  readonly stored: StoredCredentials | undefined;
  /** Version that the new document takes the place of; undefined where there is none. */
  readonly base: string | undefined;
}

/**
 * Looks at what is stored already. A document that something was published from is never overwritten: another credential
 * may join it. One that cannot be read, or that nothing was ever published from, is of no use to anybody yet, and is
 * overwritten when a person says so.
 *
 * @throws CliError when there is something where nothing is wanted, or nothing where something is
 */
export async function credentialsToBuildOn(
  session: Session,
  { secrets, listed }: KnownIntegration,
  { second, create, yes }: OnboardOptions,
): Promise<CredentialsToBuildOn> {
  const { prefix } = session;
  const { integration, credentialsVersionId } = listed;
  if (credentialsVersionId === undefined) {
    if (!second || create) return { stored: undefined, base: undefined };
    throw usageError(
      `${integration} has no first credential yet`,
      `Begin with ${commandLine(prefix, 'onboard', integration)}`,
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
    // Nobody depends on them, and a wrong base URL among them can be put right in no other way.
    const what = `${integration} has credentials for ${read.baseUrl}, from which no access token was ever published`;
    await requireOverwriting(session, integration, what, yes === true);
    return { stored: undefined, base: read.versionId };
  }
  const isUnreadable = read.code === 'CredentialsMalformed' || read.code === 'HostNotAllowed';
  if (second) throw read;
  // Whoever may not read them is to hear what there is to do all the same.
  if (!isUnreadable) throw read.code === 'AccessDenied' ? hasCredentials(prefix, integration) : read;
  const what = `What is stored for ${integration} cannot be read: ${read.message}`;
  await requireOverwriting(session, integration, what, yes === true);
  return { stored: undefined, base: credentialsVersionId };
}

function hasCredentials(prefix: string, integration: string): CliError {
  return usageError(
    `${integration} has credentials already`,
    `Replace one: ${commandLine(prefix, 'replace', integration)}`,
    `Add another one to alternate with: ${commandLine(prefix, 'onboard', integration, '--second')}`,
  );
}

async function requireOverwriting(
  { terminal, prompts, prefix }: Session,
  integration: string,
  what: string,
  yes: boolean,
): Promise<void> {
  if (!yes && !terminal.interactive) {
    throw usageError(
      what,
      `To store new credentials in its place: ${commandLine(prefix, 'onboard', integration, '--yes')}`,
      'What is there now is then kept under AWSPREVIOUS until the next change',
    );
  }
  terminal.note(
    `${what}.\nNew credentials take its place; it is kept under AWSPREVIOUS until the next change.`,
  );
  if (yes || (await prompts.yes(`Overwrite what is stored for ${integration}?`))) return;
  throw new CliError('Nothing was changed', { code: 'Cancelled', exitCode: ExitCode.cancelled, todo: [] });
}
