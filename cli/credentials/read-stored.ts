import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import { parseAccessTokenDocument } from '../../functions/integration/access-token-document.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import type { IntegrationSecrets } from '../aws/integration-secrets.ts';
import { CliError } from '../cli-error.ts';
import { readCredentialsText, type EditableCredentials } from './credentials-text.ts';
import { ExitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/** An access-token document and its VersionId. */
export interface StoredAccessToken {
  readonly published: PublishedAccessToken;
  readonly versionId: string;
}

/**
 * Reads the access-token document under a label.
 *
 * @throws CliError if there is none, or the rotator did not write it
 */
export async function readPublished(
  { prefix }: Session,
  secrets: IntegrationSecrets,
  integration: string,
  label: 'AWSCURRENT' | 'AWSPREVIOUS',
): Promise<StoredAccessToken> {
  const value = await secrets.readAccessToken(label);
  const published = parseAccessTokenDocument(value);
  if (value !== undefined && published !== undefined) return { published, versionId: value.versionId };
  throw new CliError(
    value === undefined
      ? `${secrets.names.accessToken} has no version under ${label}`
      : `The value of ${secrets.names.accessToken} under ${label} was not written by the rotator`,
    {
      code: 'NoAccessToken',
      exitCode: ExitCode.needsPerson,
      todo: [
        label === 'AWSCURRENT'
          ? `See the reason: ${commandLine(prefix, 'status', integration)}`
          : `Publish a new access token instead: ${commandLine(prefix, 'rotate', integration)}`,
      ],
    },
  );
}

/** The credentials document under AWSCURRENT and its VersionId. */
export interface StoredCredentials extends EditableCredentials {
  readonly versionId: string;
}

/**
 * Reads the credentials document.
 *
 * @throws CliError if there is none, or it is malformed
 */
export async function readStoredCredentials(
  { prefix }: Session,
  secrets: IntegrationSecrets,
  integration: string,
): Promise<StoredCredentials> {
  const value = await secrets.readCredentials();
  if (value !== undefined) {
    // A binary value is malformed too.
    const text = new Sensitive(value.text ?? '');
    const todo = `Store new credentials: ${commandLine(prefix, 'onboard', integration)}`;
    const document = readCredentialsText(text, secrets.names.credentials, todo);
    return { ...document, versionId: value.versionId };
  }
  throw new CliError(`${integration} has no credentials yet`, {
    code: 'AwaitingCredentials',
    exitCode: ExitCode.needsPerson,
    todo: [`Store the first credential: ${commandLine(prefix, 'onboard', integration)}`],
  });
}
