import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { expiryText } from '../rotation/rotation-text.ts';
import type { Session } from '../session.ts';
import { readPublished, readStoredCredentials } from '../credentials/read-stored.ts';
import { verifyPublished } from '../alation/verify-published.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';
import { instant } from '../../functions/warning/duration-text.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';

/**
 * Verifies with Alation whether the published access token is active. Changes nothing.
 *
 * @throws CliError if no access token is published or the verification fails
 */
export async function verify(session: Session, integration: string): Promise<Report> {
  const { terminal, alation, clock, prefix } = session;
  const rotate = commandLine(prefix, 'rotate', integration);
  const { secrets } = await requireIntegration(session, integration);
  const { published, versionId } = await readPublished(session, secrets, integration, 'AWSCURRENT');
  const stored = await readStoredCredentials(session, secrets, integration);
  const state = await terminal.during('Alation verifies the access token', () =>
    verifyPublished(alation, published, stored, rotate),
  );
  const { expiresAt, credential } = published;
  const now = clock.now();
  const json = {
    integration,
    state,
    versionId,
    issuedAt: formatInstant(published.issuedAt),
    expiresAt: formatInstant(expiresAt),
    credential,
  };
  if (state === 'active') {
    return {
      exitCode: ExitCode.done,
      json,
      lines: [
        `The access token of ${integration} is active.`,
        ...pairs([['Access token', expiryText(expiresAt, credential, now)]]),
      ],
      todo: [],
    };
  }
  const why = now < expiresAt ? 'is inactive: it was revoked or superseded' : `expired ${instant(expiresAt)}`;
  return {
    exitCode: ExitCode.needsPerson,
    json,
    lines: [`The access token of ${integration} ${why}. Consumers get 401 or 403.`],
    todo: [`Publish a new access token: ${rotate}`],
  };
}
