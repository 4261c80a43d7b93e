import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { accessTokenJson, publishedWords, rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `rotate`. */
export interface RotateOptions {
  readonly timeoutMs: number;
}

/**
 * Has the rotator mint, verify and publish an access token now, due or not.
 *
 * @throws CliError
 */
export async function rotate(
  session: Session,
  integration: string,
  { timeoutMs }: RotateOptions,
): Promise<Report> {
  const known = await requireIntegration(session, integration);
  const answer = await storeAndRotate(session, known, { timeoutMs });
  const now = session.clock.now();
  if (answer.kind === 'requested') {
    return {
      exitCode: ExitCode.done,
      json: { integration, outcome: 'requested', accessToken: null },
      lines: [
        `A rotation of ${integration} is requested.`,
        `Watch it: ${commandLine(session.prefix, 'status', integration)}`,
      ],
    };
  }
  if (answer.kind !== 'published') {
    throw rotationFailure(answer, { prefix: session.prefix, integration, now, timeoutMs });
  }
  return {
    exitCode: ExitCode.done,
    json: { integration, outcome: 'published', accessToken: accessTokenJson(answer.state) },
    lines: [
      `${integration} has a new access token.`,
      ...pairs([['Access token', publishedWords(answer.state, now)]]),
    ],
  };
}
