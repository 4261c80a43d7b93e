import type { Credential } from '../../functions/rotation/credential.ts';
import { RotationError } from '../../functions/rotation/rotation-error.ts';
import { revokeAccessTokens, type Revocation } from '../alation/revoke-access-tokens.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { accessTokenJson, accessTokenWords, rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { readStoredCredentials } from '../stored.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../words/command-line.ts';
import { failureWords } from '../words/failure-words.ts';

/** Options of `revoke`. */
export interface RevokeOptions {
  /** Do not ask. */
  readonly yes: boolean;
  readonly timeoutMs: number;
}

/** What became of one credential's access tokens. */
interface Revoked {
  readonly credential: Credential;
  readonly outcome: Revocation | 'not-certain';
  readonly words: string;
}

/**
 * For an emergency: kills every access token of every credential of an integration, then has the rotator mint and
 * publish another one at once. Until that is published consumers hold a dead one.
 *
 * @throws CliError when a person says no, when a revocation is not certain, or when nothing could be published
 */
export async function revoke(session: Session, integration: string, options: RevokeOptions): Promise<Report> {
  const { alation, terminal, prefix, clock } = session;
  const known = await requireIntegration(session, integration);
  const { baseUrl, credentials } = await readStoredCredentials(session, known.secrets, integration);
  await requireYes(session, integration, credentials.length, options.yes);

  // All at once: from the first one on, consumers may hold a dead access token.
  const revoked = await terminal.during('Alation revokes the access tokens', () =>
    Promise.all(
      credentials.map(async (credential): Promise<Revoked> => {
        try {
          return said(credential, await revokeAccessTokens(alation, baseUrl, credential));
        } catch (error) {
          if (!(error instanceof RotationError)) throw error;
          return {
            credential,
            outcome: 'not-certain',
            words: `not certain: ${failureWords(error.code).says} (${error.code})`,
          };
        }
      }),
    ),
  );
  const answer = await storeAndRotate(session, known, { timeoutMs: options.timeoutMs });
  const notRevoked = revoked.filter(({ outcome }) => outcome !== 'revoked');
  const now = clock.now();
  const context = { prefix, integration, now, timeoutMs: options.timeoutMs };
  const lines = revoked.map(({ credential, words }) => `"${credential.name}": ${words}`);
  if (answer.kind !== 'published' && answer.kind !== 'requested') {
    throw rotationFailure(answer, context, `${lines.join('; ')}.`);
  }
  if (notRevoked.length > 0) throw incomplete(lines, integration, prefix, baseUrl);
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      revoked: revoked.map(({ credential, outcome }) => ({ credential: credential.name, outcome })),
      outcome: answer.kind,
      accessToken: answer.kind === 'published' ? accessTokenJson(answer.record) : null,
    },
    lines: [
      `Every access token of ${integration} is revoked.`,
      ...lines.map((line) => `  ${line}`),
      ...pairs([
        ['Access token', answer.kind === 'published' ? accessTokenWords(answer.record, now) : 'requested'],
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
    `This kills every access token of ${count === 1 ? 'the credential' : `all ${count} credentials`} of ` +
      `${integration} at once. Consumers get 401 or 403 until they have read the new one.`,
  );
  if (await prompts.yes(`Revoke all access tokens of ${integration}?`)) return;
  throw new CliError('Nothing was revoked', { code: 'Cancelled', exitCode: ExitCode.cancelled, todo: [] });
}

function said(credential: Credential, outcome: Revocation): Revoked {
  const words =
    outcome === 'revoked'
      ? 'access tokens revoked'
      : 'Alation refuses the credential; what it minted earlier may live until it expires';
  return { credential, outcome, words };
}

function incomplete(
  lines: readonly string[],
  integration: string,
  prefix: string,
  baseUrl: string,
): CliError {
  return new CliError(`Not every access token is revoked. ${lines.join('; ')}. A new one is published`, {
    code: 'NotAllRevoked',
    exitCode: ExitCode.needsPerson,
    todo: [
      `Where it is not certain, run it again: ${commandLine(prefix, 'revoke', integration)}`,
      `Where Alation refuses the credential, have an administrator revoke its tokens at ${baseUrl}/admin`,
    ],
  });
}
