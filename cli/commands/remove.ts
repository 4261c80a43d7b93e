import type { Credential } from '../../functions/integration/credential.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { CliError, usageError } from '../cli-error.ts';
import { withRemoved, type EditableCredentials } from '../credentials/credentials-text.ts';
import { readStoredCredentials, type StoredCredentials } from '../credentials/read-stored.ts';
import { storeCredentials } from '../credentials/store-credentials.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { accessTokenJson, accessTokenText } from '../rotation/rotation-text.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine, refreshTokenPage } from '../text/command-line.ts';
import { replaceCommand } from '../text/replace-steps.ts';

/** Options of `remove`. */
export interface RemoveOptions {
  /** Name of the credential. */
  readonly credential?: string | undefined;
  readonly timeoutMs: number;
}

/**
 * Removes one credential from the stored document. If it is the issuing credential, a rotation follows. If not, the
 * published access token stays. Afterwards the published access token does not depend on the removed credential.
 *
 * @throws CliError if there is no such credential, or no other credential could mint: then nothing was changed. Also if the
 *   rotation fails after the credential is removed
 */
export async function remove(session: Session, integration: string, options: RemoveOptions): Promise<Report> {
  const { prefix, clock, terminal } = session;
  const { timeoutMs } = options;
  const known = await requireIntegration(session, integration);
  const stored = await readStoredCredentials(session, known.secrets, integration);
  const state = readIntegrationState(known.listed.tags, clock.now());
  const removed = requireRemovable(session, integration, stored, options.credential);
  requireReserve(session, integration, stored, removed, state);

  const store = { document: withRemoved(stored, removed.name), base: stored.versionId };
  const isIssuing = state.accessToken !== undefined && state.accessToken.credential === removed.name;
  const done = `"${removed.name}" of ${integration} is removed.`;
  const rotation = isIssuing ? await storeAndRotate(session, known, { store, timeoutMs }) : undefined;
  if (rotation === undefined) {
    await terminal.during(
      'The command stores the other credentials',
      () => storeCredentials({ secrets: known.secrets, clock, ...store }),
      () =>
        `Cancelled while the credentials were being stored. See which credentials are stored: ${commandLine(prefix, 'status', integration)}`,
    );
  } else if (rotation.kind !== 'published' && rotation.kind !== 'requested') {
    throw rotationFailure(rotation, { prefix, integration, now: clock.now(), timeoutMs }, done);
  }
  const after = rotation?.state ?? state;
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      removed: removed.name,
      credentials: stored.credentials.map(({ name }) => name).filter((name) => name !== removed.name),
      outcome: rotation?.kind ?? 'stored',
      accessToken: rotation?.kind === 'requested' ? null : accessTokenJson(after),
    },
    lines: [
      done,
      ...pairs([
        [
          'Access token',
          rotation?.kind === 'requested'
            ? 'requested; the command "status" shows the result'
            : accessTokenText(after, clock.now()),
        ],
      ]),
    ],
    todo: [afterwards(removed, stored.baseUrl, rotation?.kind === 'requested')],
  };
}

function requireRemovable(
  { prefix }: Session,
  integration: string,
  { credentials }: EditableCredentials,
  name: string | undefined,
): Credential {
  const removed = credentials.find((one) => one.name === name);
  const names = credentials.map((one) => `"${one.name}"`).join(', ');
  if (removed === undefined) {
    throw usageError(
      name === undefined
        ? `Which credential of ${integration}? It has: ${names}`
        : `${integration} has no credential "${name}". It has: ${names}`,
      `Name it: ${commandLine(prefix, 'remove', integration, '--credential', credentials[0]?.name ?? '<name>')}`,
    );
  }
  if (credentials.length > 1) return removed;
  throw new CliError(`"${removed.name}" is the last credential of ${integration}; nothing was changed`, {
    code: 'LastCredential',
    exitCode: ExitCode.needsPerson,
    todo: [
      `To put another credential in its place: ${commandLine(prefix, 'replace', integration)}`,
      'To end the integration, remove it from cdk.json and deploy',
    ],
  });
}

/** Makes sure that another credential can mint, as far as the tags show. */
function requireReserve(
  { prefix, clock }: Session,
  integration: string,
  { credentials, versionId }: StoredCredentials,
  removed: Credential,
  state: IntegrationState,
): void {
  const others = credentials.filter(({ name }) => name !== removed.name);
  const cannotMint = ({ name }: Credential) => {
    const known = state.credentials.find((one) => one.name === name);
    if (known === undefined || known.versionId !== versionId) return false;
    const isExpired = known.expirySource === 'reported' && (known.expiresAt ?? Infinity) <= clock.now();
    return known.state === 'rejected' || known.state === 'forbidden' || isExpired;
  };
  if (!others.every(cannotMint)) return;
  const other = others[0]?.name ?? '';
  throw new CliError(
    `No other credential of ${integration} works, so "${removed.name}" must stay; nothing was changed`,
    {
      code: 'LastCredential',
      exitCode: ExitCode.needsPerson,
      todo: [`Replace "${other}" first: ${replaceCommand(prefix, integration, other, credentials.length)}`],
    },
  );
}

function afterwards({ kind }: Credential, baseUrl: string, isRequested: boolean): string {
  const when = isRequested ? 'after the rotation' : 'if nothing else uses it';
  return kind === 'oauth-client'
    ? `Delete the OAuth client in Alation ${when}`
    : `Revoke the refresh token ${when}: ${refreshTokenPage(baseUrl)}`;
}
