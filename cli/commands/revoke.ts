import { cancelledError, CliError, usageError, withContext } from '../cli-error.ts';
import { readStoredCredentials } from '../credentials/read-stored.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import { notAllRevoked, nothingRevoked } from '../revocation/revocation-errors.ts';
import { revokeAll, revokedLines } from '../revocation/revoke-all.ts';
import { requireRotationCanFollow } from '../rotation/require-rotation-can-follow.ts';
import type { RequestedRotation } from '../rotation/rotate-now.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { accessTokenJson, publishedText } from '../rotation/rotation-text.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';
import { replaceCommand } from '../text/replace-steps.ts';

/** Options of `revoke`. */
export interface RevokeOptions {
  /** Revoke without asking. */
  readonly yes: boolean;
  readonly timeoutMs: number;
}

/**
 * For an emergency: revokes every access token of every credential of an integration, then requests a rotation. Until
 * the rotator publishes, consumers have no active access token. So the command revokes nothing if no rotation could
 * follow.
 *
 * @throws CliError if no rotation could follow or the operator says no: then nothing was revoked. Also if Alation does
 *   not confirm every revocation, or the rotation fails
 */
export async function revoke(session: Session, integration: string, options: RevokeOptions): Promise<Report> {
  const { alation, terminal, prefix, clock } = session;
  const known = await requireIntegration(session, integration);
  const { baseUrl, credentials } = await readStoredCredentials(session, known.secrets, integration);
  const context = { integration, prefix, baseUrl };
  await requireRotationCanFollow(session, known).catch((error: unknown) => {
    throw error instanceof CliError ? nothingRevoked(error, context) : error;
  });
  await requireYes(session, integration, credentials.length, options.yes);

  const revoked = await terminal.during(
    'Alation revokes the access tokens',
    () => revokeAll(alation, baseUrl, credentials),
    () =>
      `Cancelled while Alation revoked the access tokens. It is unknown which are revoked, so revoke again: ${commandLine(prefix, 'revoke', integration)}`,
  );
  const lines = revokedLines(revoked);
  const done = `${lines.join('; ')}.`;
  const isRevoked = revoked.every(({ outcome }) => outcome === 'revoked');
  const rotation = await publishAnother(session, known, { timeoutMs: options.timeoutMs, done, isRevoked });
  // Report an incomplete revocation before a failed rotation, because nothing else repeats the revocation.
  if (revoked.some((one) => one.outcome !== 'revoked')) throw notAllRevoked(revoked, rotation, context);
  if (rotation instanceof CliError) throw withContext(rotation, done);
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      revoked: revoked.map(({ credential, outcome }) => ({ credential: credential.name, outcome })),
      outcome: rotation.kind,
      accessToken: rotation.kind === 'published' ? accessTokenJson(rotation.state) : null,
    },
    lines: [
      `Every access token of ${integration} is revoked.`,
      ...lines.map((line) => `  ${line}`),
      ...pairs([
        [
          'Access token',
          rotation.kind === 'published'
            ? publishedText(rotation.state, clock.now())
            : 'requested; the command "status" shows the result',
        ],
      ]),
    ],
    todo: credentials.map(
      ({ name }) =>
        `If the secret of "${name}" leaked too, replace it: ${replaceCommand(prefix, integration, name, credentials.length)}`,
    ),
  };
}

async function requireYes(
  { terminal, prompts, prefix }: Session,
  integration: string,
  count: number,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw usageError(
      'revoke makes access tokens in use inactive, and there is no terminal to ask at; nothing was revoked',
      `To revoke without a question: ${commandLine(prefix, 'revoke', integration, '--yes')}`,
    );
  }
  const which =
    count === 1 ? 'the credential' : count === 2 ? 'both credentials' : `all ${count} credentials`;
  terminal.note(
    `This revokes every access token of ${which} of ${integration}. ` +
      'Consumers get 401 or 403 until they read the new access token.',
  );
  if (await prompts.yes(`Revoke all access tokens of ${integration}?`)) return;
  throw cancelledError('Nothing was revoked');
}

/** Requests a rotation. Its failure is returned, because the report on the revocation comes first. */
async function publishAnother(
  session: Session,
  known: KnownIntegration,
  options: { readonly timeoutMs: number; readonly done: string; readonly isRevoked: boolean },
): Promise<RequestedRotation | CliError> {
  const { prefix, clock } = session;
  const { integration } = known.listed;
  try {
    // A leaked access token is replaced at any age, even if Alation did not revoke it.
    const outcome = await storeAndRotate(session, known, { ...options, force: 'if-possible' });
    if (outcome.kind === 'published' || outcome.kind === 'requested') return outcome;
    const { timeoutMs, isRevoked } = options;
    return rotationFailure(outcome, { prefix, integration, now: clock.now(), timeoutMs, isRevoked });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return withContext(
      error,
      '',
      `Then publish a new access token: ${commandLine(prefix, 'rotate', integration)}`,
    );
  }
}
