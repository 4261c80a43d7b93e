import { revokeAll } from '../alation/revoke-all.ts';
import { CliError, usageError, withMore } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import { requireRotationCanFollow } from '../rotation/require-rotation-can-follow.ts';
import { accessTokenJson, publishedWords, rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { readStoredCredentials } from '../credentials/read-stored.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';
import { notAllRevoked, nothingRevoked, type RotationAsked } from './revocation-failures.ts';

/** Options of `revoke`. */
export interface RevokeOptions {
  /** Do not ask. */
  readonly yes: boolean;
  readonly timeoutMs: number;
}

/**
 * For an emergency: kills every access token of every credential of an integration, then has the rotator mint and
 * publish another one at once. Until that is published consumers hold a dead one, so nothing is killed where none
 * would be published.
 *
 * @throws CliError when no rotation could follow or a person says no, and then nothing was revoked; when a revocation
 *   is not certain, or when nothing could be published
 */
export async function revoke(session: Session, integration: string, options: RevokeOptions): Promise<Report> {
  const { alation, terminal, prefix, clock } = session;
  const known = await requireIntegration(session, integration);
  const { baseUrl, credentials } = await readStoredCredentials(session, known.secrets, integration);
  await requireRotationCanFollow(session, known).catch((error: unknown) => {
    throw error instanceof CliError ? nothingRevoked(error, { integration, prefix, baseUrl }) : error;
  });
  await requireYes(session, integration, credentials.length, options.yes);

  const revoked = await terminal.during(
    'Alation revokes the access tokens',
    () => revokeAll(alation, baseUrl, credentials),
    () =>
      `Cancelled while Alation was asked to revoke; what came of it is not known, so run it again: ${commandLine(prefix, 'revoke', integration)}`,
  );
  const lines = revoked.map(({ credential, words }) => `"${credential.name}": ${words}`);
  const done = `${lines.join('; ')}.`;
  const answer = await publishAnother(session, known, { timeoutMs: options.timeoutMs, done });
  // First of all, whatever came of the rotation: nobody but a person ever tries a revocation again.
  if (revoked.some((one) => one.outcome !== 'revoked')) {
    throw notAllRevoked(revoked, answer, { integration, prefix, baseUrl });
  }
  if (answer instanceof CliError) throw withMore(answer, done);
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      revoked: revoked.map(({ credential, outcome }) => ({ credential: credential.name, outcome })),
      outcome: answer.kind,
      accessToken: answer.kind === 'published' ? accessTokenJson(answer.state) : null,
    },
    lines: [
      `Every access token of ${integration} is revoked.`,
      ...lines.map((line) => `  ${line}`),
      ...pairs([
        [
          'Access token',
          answer.kind === 'published' ? publishedWords(answer.state, clock.now()) : 'requested',
        ],
      ]),
      'If a refresh token or client secret leaked as well, replace it: whoever has it mints again.',
      `  ${commandLine(prefix, 'replace', integration)}`,
    ],
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
      'revoke kills access tokens in use and there is no terminal to ask at',
      `If you mean it: ${commandLine(prefix, 'revoke', integration, '--yes')}`,
    );
  }
  terminal.note(
    `This kills every access token of ${count === 1 ? 'the credential' : count === 2 ? 'both credentials' : `all ${count} credentials`} of ` +
      `${integration} at once. Consumers get 401 or 403 until they have read the new one.`,
  );
  if (await prompts.yes(`Revoke all access tokens of ${integration}?`)) return;
  throw new CliError('Nothing was revoked', { code: 'Cancelled', exitCode: ExitCode.cancelled, todo: [] });
}

/** Has the rotator mint and publish. What keeps it from that is returned: it must not hide what was not revoked. */
async function publishAnother(
  session: Session,
  known: KnownIntegration,
  options: { readonly timeoutMs: number; readonly done: string },
): Promise<RotationAsked | CliError> {
  const { prefix, clock } = session;
  const { integration } = known.listed;
  try {
    const answer = await storeAndRotate(session, known, options);
    if (answer.kind === 'published' || answer.kind === 'requested') return answer;
    return rotationFailure(answer, { prefix, integration, now: clock.now(), timeoutMs: options.timeoutMs });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return withMore(
      error,
      '',
      `Then have a new one published at once: ${commandLine(prefix, 'rotate', integration)}`,
    );
  }
}
