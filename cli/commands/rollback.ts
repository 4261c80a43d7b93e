import { observedState } from '../../functions/rotation/observed-state.ts';
import { changedTags } from '../../functions/integration/integration-tags.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { verifyPublished } from '../alation/verify-published.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { expiryText } from '../rotation/rotation-text.ts';
import type { Session } from '../session.ts';
import { readPublished, readStoredCredentials } from '../credentials/read-stored.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * Moves AWSCURRENT of the access-token secret back to the version under AWSPREVIOUS, if Alation reports the access token
 * of that version as active.
 *
 * @throws CliError if there is no previous access token, it is inactive or cannot be verified, or another access token was
 *   published meanwhile; then nothing was changed
 */
export async function rollback(session: Session, integration: string): Promise<Report> {
  const { terminal, alation, clock, prefix } = session;
  const rotate = commandLine(prefix, 'rotate', integration);
  const { secrets, listed } = await requireIntegration(session, integration);
  const current = await readPublished(session, secrets, integration, 'AWSCURRENT');
  const previous = await readPublished(session, secrets, integration, 'AWSPREVIOUS');
  const stored = await readStoredCredentials(session, secrets, integration);
  const state = await terminal.during('Alation verifies the previous access token', () =>
    verifyPublished(alation, previous.published, stored, rotate),
  );
  const { expiresAt, issuedAt, credential } = previous.published;
  if (state === 'inactive') throw previousInactive(rotate, credential === current.published.credential);
  const isMoved = await secrets.moveCurrentAccessToken(current.versionId, previous.versionId);
  if (!isMoved) throw publishedMeanwhile(prefix, integration);
  // The stored tags still describe the access token that the rollback replaced. With the new tags the next sweep verifies
  // the access token that is published now.
  const integrationState = observedState(readIntegrationState(listed.tags, clock.now()), previous.published);
  await secrets.writeTags(changedTags(integrationState, listed.tags));
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
      `${integration} is rolled back to its previous access token, which is active.`,
      ...pairs([['Access token', expiryText(expiresAt, credential, clock.now())]]),
    ],
    todo: [
      `The rotator replaces this access token when a rotation is due. To keep this access token until it expires, pause the integration: ${commandLine(prefix, 'pause', integration)}`,
    ],
  };
}

function previousInactive(rotate: string, isSameCredential: boolean): CliError {
  return new CliError(
    `The previous access token is inactive: ${
      isSameCredential
        ? 'it has expired, or minting the current access token from the same credential superseded it'
        : 'it was revoked or superseded, or it has expired'
    }. Nothing was changed`,
    {
      code: 'PreviousInactive',
      exitCode: ExitCode.needsPerson,
      todo: [
        `Publish a new access token instead: ${rotate}`,
        ...(isSameCredential
          ? [
              'To be able to roll back, add a second credential: then the previous access token stays active until it expires',
            ]
          : []),
      ],
    },
  );
}

function publishedMeanwhile(prefix: string, integration: string): CliError {
  return new CliError('Another access token was published meanwhile. This command changed nothing', {
    code: 'ChangedMeanwhile',
    exitCode: ExitCode.needsPerson,
    todo: [
      `Verify the new access token: ${commandLine(prefix, 'verify', integration)}`,
      `To roll back from the new access token, run this command again: ${commandLine(prefix, 'rollback', integration)}`,
    ],
  });
}
