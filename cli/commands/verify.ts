import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { readPublished, readStoredCredentials } from '../credentials/read-stored.ts';
import { verifyPublished } from '../alation/verify-published.ts';
import { commandLine } from '../text/command-line.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';

/**
 * Asks Alation whether the access token that consumers read now is alive. Changes nothing.
 *
 * @throws CliError when none is published or Alation cannot be asked
 */
export async function verify(session: Session, integration: string): Promise<Report> {
  const { terminal, alation, clock, prefix } = session;
  const { secrets } = await requireIntegration(session, integration);
  const { published, versionId } = await readPublished(session, secrets, integration, 'AWSCURRENT');
  const stored = await readStoredCredentials(session, secrets, integration);
  const state = await terminal.during('Asking Alation', () => verifyPublished(alation, published, stored));
  const { expiresAt, credential } = published;
  const left = expiresAt - clock.now();
  return {
    exitCode: state === 'active' ? ExitCode.done : ExitCode.needsPerson,
    json: {
      integration,
      state,
      versionId,
      issuedAt: formatInstant(published.issuedAt),
      expiresAt: formatInstant(expiresAt),
      credential,
    },
    lines:
      state === 'active'
        ? [
            `The access token of ${integration} is alive.`,
            `  Expires ${instant(expiresAt)} (in ${duration(left)}), minted from "${credential}"`,
          ]
        : [
            `The access token of ${integration} is dead: ${left > 0 ? 'it was revoked or superseded' : 'it has expired'}.`,
            `What to do: ${commandLine(prefix, 'rotate', integration)}`,
          ],
  };
}
