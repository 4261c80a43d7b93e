import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import { parseAccessTokenDocument } from '../../functions/integration/access-token-document.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import type { IntegrationSecrets } from '../aws/integration-secrets.ts';
import { CliError } from '../cli-error.ts';
import { readCredentialsText, type EditableCredentials } from './credentials-text.ts';
import { ExitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/** The access-token document under a label, and its VersionId. */
export interface StoredAccessToken {
  readonly published: PublishedAccessToken;
  readonly versionId: string;
}

/**
 * Reads an access-token document.
 *
 * @throws CliError when there is none, or it is none of ours
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
      : `What ${secrets.names.accessToken} holds under ${label} is no access token of the rotator's`,
    {
      code: 'NoAccessToken',
      exitCode: ExitCode.needsPerson,
      todo: [
        label === 'AWSCURRENT'
          ? `See why: ${commandLine(prefix, 'status', integration)}`
          : `Have a new one minted instead: ${commandLine(prefix, 'rotate', integration)}`,
      ],
    },
  );
}

/** The credentials document under AWSCURRENT, and its VersionId. */
export interface StoredCredentials extends EditableCredentials {
  readonly versionId: string;
}

/**
 * Reads the credentials document.
 *
 * @throws CliError when there is none, or it is not what is documented
 */
export async function readStoredCredentials(
  { prefix }: Session,
  secrets: IntegrationSecrets,
  integration: string,
): Promise<StoredCredentials> {
  const value = await secrets.readCredentials();
  if (value !== undefined) {
    // A binary value is no JSON either.
    const text = new Sensitive(value.text ?? '');
    const todo = `Store new credentials in its place: ${commandLine(prefix, 'onboard', integration)}`;
    const document = readCredentialsText(text, secrets.names.credentials, todo);
    return { ...document, versionId: value.versionId };
  }
  throw new CliError(`${integration} has no credentials`, {
    code: 'AwaitingCredentials',
    exitCode: ExitCode.needsPerson,
    todo: [commandLine(prefix, 'onboard', integration)],
  });
}
