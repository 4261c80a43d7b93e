import { deleteSecret } from '../aws/secret-lifecycle.ts';
import { cancelledError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * Offboards an integration: schedules both of its secrets for deletion in 30 days. Afterwards consumers cannot read the
 * access token, and the rotator and the warner ignore the integration.
 *
 * @throws CliError
 */
export async function offboard(
  session: Session,
  integration: string,
  { yes }: { readonly yes: boolean },
): Promise<Report> {
  const { clients, secrets } = await requireIntegration(session, integration);
  await requireYes(session, integration, yes);
  // The access-token secret comes first. If the second request fails, a repeated command finds the credentials secret.
  const names = [secrets.names.accessToken, secrets.names.credentials];
  for (const name of names) await deleteSecret(clients.secretsManager, name);
  return {
    exitCode: ExitCode.done,
    json: { integration, deleted: names },
    lines: [
      `${integration} is offboarded: no one can read its secrets any more, and AWS deletes them in 30 days. The access token that consumers hold stays active until it expires.`,
    ],
    todo: [
      'Revoke its refresh tokens, or delete its OAuth clients, in Alation',
      `If cdk.json names ${integration}, remove it there, and deploy`,
      ...names.map((name) => `To undo: aws secretsmanager restore-secret --secret-id ${name}`),
    ],
  };
}

async function requireYes(
  { terminal, prompts, prefix }: Session,
  integration: string,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw usageError(
      'offboard schedules secrets in use for deletion, and there is no terminal to ask at; nothing was changed',
      `To offboard without a question: ${commandLine(prefix, 'offboard', integration, '--yes')}`,
    );
  }
  terminal.note(
    `This schedules both secrets of ${integration} for deletion in 30 days. From now on no consumer can read the access token.`,
  );
  if (await prompts.yes(`Offboard ${integration}?`)) return;
  throw cancelledError('Nothing was changed');
}
