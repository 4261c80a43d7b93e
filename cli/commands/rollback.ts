import { observedState } from '../../functions/rotation/observed-state.ts';
import { changedTags, parseIntegrationState } from '../../functions/integration/integration-state.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { verifyPublished } from '../alation/verify-published.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { readPublished, readStoredCredentials } from '../credentials/read-stored.ts';
import { commandLine } from '../text/command-line.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';

/**
 * Puts AWSCURRENT of the access-token secret back to AWSPREVIOUS, if Alation says that the access token there is alive.
 *
 * @throws CliError when there is none, it is dead, or somebody published meanwhile; then nothing was changed
 */
export async function rollback(session: Session, integration: string): Promise<Report> {
  const { terminal, alation, clock, prefix } = session;
  const { secrets, listed } = await requireIntegration(session, integration);
  const current = await readPublished(session, secrets, integration, 'AWSCURRENT');
  const previous = await readPublished(session, secrets, integration, 'AWSPREVIOUS');
  const stored = await readStoredCredentials(session, secrets, integration);
  const state = await terminal.during('Asking Alation whether the previous one is alive', () =>
    verifyPublished(alation, previous.published, stored),
  );
  const { expiresAt, issuedAt, credential } = previous.published;
  if (state === 'inactive')
    throw deadPrevious(prefix, integration, credential === current.published.credential);
  const isMoved = await secrets.moveCurrentAccessToken(current.versionId, previous.versionId);
  if (!isMoved) throw publishedMeanwhile(prefix, integration);
  // The tags describe the other one: the next tick is to verify what is published now.
  const integrationState = observedState(parseIntegrationState(listed.tags), previous.published);
  await secrets.writeTags(changedTags(integrationState, listed.tags));
  const left = expiresAt - clock.now();
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      from: current.versionId,
      to: previous.versionId,
      accessToken: {
        issuedAt: formatInstant(issuedAt),
        expiresAt: formatInstant(expiresAt),
        credential,
        verified: true,
      },
    },
    lines: [
      `${integration} is rolled back to its previous access token, which is alive.`,
      `  Expires ${instant(expiresAt)} (in ${duration(left)}), minted from "${credential}"`,
      'The rotator renews it when it is due. To keep it as long as it lives, pause the integration:',
      `  ${commandLine(prefix, 'pause', integration)}`,
    ],
  };
}

function deadPrevious(prefix: string, integration: string, sameCredential: boolean): CliError {
  return new CliError('The previous access token is dead, so nothing was rolled back', {
    code: 'PreviousDead',
    exitCode: ExitCode.needsPerson,
    todo: [
      sameCredential
        ? 'Both come from one credential, and minting the newer one killed it: a second credential keeps the previous one alive'
        : 'It was revoked, superseded or has expired',
      `Have a new one minted instead: ${commandLine(prefix, 'rotate', integration)}`,
    ],
  });
}

function publishedMeanwhile(prefix: string, integration: string): CliError {
  return new CliError('Another access token was published meanwhile, and nothing was rolled back', {
    code: 'ChangedMeanwhile',
    exitCode: ExitCode.needsPerson,
    todo: [
      `Look whether that one will do: ${commandLine(prefix, 'verify', integration)}`,
      `If not, roll back again, now to the one before it: ${commandLine(prefix, 'rollback', integration)}`,
    ],
  });
}
