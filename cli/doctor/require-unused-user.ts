import { parseCredentials } from '../../functions/integration/credentials-document.ts';
import type { RefreshTokenCredential } from '../../functions/integration/credential.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { integrationSecrets } from '../aws/integration-secrets.ts';
import { listIntegrations } from '../aws/list-integrations.ts';
import { cancelledError, CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/** How to find out that nothing uses the user. */
export interface UnusedUserOptions {
  /** Whether to read the credentials of the integrations of this Alation. */
  readonly aws: boolean;
  /** Whether an operator confirmed with `--yes` that nothing uses the user. */
  readonly yes: boolean;
}

/**
 * Makes sure that no integration uses the user of a test refresh token: a renewal may revoke every token of the user.
 * The command reads the credentials of the integrations of this Alation. With `--no-aws` an operator must confirm that
 * nothing uses the user.
 *
 * @throws CliError if an integration uses the user, or no operator confirmed that nothing uses the user
 */
export async function requireUnusedUser(
  session: Session,
  baseUrl: string,
  { userId }: RefreshTokenCredential,
  { aws, yes }: UnusedUserOptions,
): Promise<void> {
  if (!aws) return confirmUnused(session, baseUrl, userId, yes);
  const { prefix, clock, terminal } = session;
  const { secretsManager } = await session.aws();
  const usedBy = await terminal.during('Reading the credentials of the integrations', async () => {
    for (const { integration, credentialsVersionId, tags } of await listIntegrations(
      secretsManager,
      prefix,
    )) {
      const known = readIntegrationState(tags, clock.now()).baseUrl;
      if (credentialsVersionId === undefined || (known !== undefined && known !== baseUrl)) continue;
      const stored = await integrationSecrets(secretsManager, prefix, integration).readCredentials();
      if (stored !== undefined && usesUser(stored, baseUrl, userId)) return integration;
    }
    return undefined;
  });
  if (usedBy === undefined) return;
  throw new CliError(
    `The integration "${usedBy}" uses the Alation user ${userId}, so nothing was tried: the renewal could revoke the tokens of that user`,
    {
      code: 'UserInUse',
      exitCode: ExitCode.needsPerson,
      todo: ['Create a test refresh token of a user that no integration uses, and try again with it'],
    },
  );
}

function usesUser(stored: Parameters<typeof parseCredentials>[0], baseUrl: string, userId: number): boolean {
  try {
    const document = parseCredentials(stored, operatorBaseUrl);
    return (
      document.baseUrl === baseUrl &&
      document.credentials.some((one) => one.kind === 'refresh-token' && one.userId === userId)
    );
  } catch (error) {
    // The rotator cannot use malformed credentials.
    if (error instanceof RotationError) return false;
    throw error;
  }
}

async function confirmUnused(
  { prompts, terminal, prefix }: Session,
  baseUrl: string,
  userId: number,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw usageError(
      `With --no-aws the command cannot find out whether an integration uses the Alation user ${userId}`,
      'If no integration uses the user, add --yes',
      `Or let the command check the integrations: ${commandLine(prefix, 'doctor', '--renewal')}`,
    );
  }
  const question = `The trial may revoke all refresh tokens of user ${userId} at ${new URL(baseUrl).host}. Is it certain that no integration and no program uses this user?`;
  if (!(await prompts.yes(question))) throw cancelledError('Cancelled. Nothing was tried.');
}
