import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { accessTokenJson, publishedText } from '../rotation/rotation-text.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `rotate`. */
export interface RotateOptions {
  readonly timeoutMs: number;
}

/**
 * Requests a new access token from the rotator now, whether it is due or not.
 *
 * @throws CliError
 */
export async function rotate(
  session: Session,
  integration: string,
  { timeoutMs }: RotateOptions,
): Promise<Report> {
  const { prefix } = session;
  const known = await requireIntegration(session, integration);
  const outcome = await storeAndRotate(session, known, { timeoutMs });
  const now = session.clock.now();
  if (outcome.kind === 'requested') {
    return {
      exitCode: ExitCode.done,
      json: { integration, outcome: 'requested', accessToken: null },
      lines: [`A rotation of ${integration} is requested.`],
      todo: [`See its result: ${commandLine(prefix, 'status', integration)}`],
    };
  }
  if (outcome.kind !== 'published') {
    throw rotationFailure(outcome, { prefix, integration, now, timeoutMs });
  }
  return {
    exitCode: ExitCode.done,
    json: { integration, outcome: 'published', accessToken: accessTokenJson(outcome.state) },
    lines: [
      `${integration} has a new access token.`,
      ...pairs([['Access token', publishedText(outcome.state, now)]]),
    ],
    todo: [],
  };
}
