import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { duration } from '../../functions/warning/duration-text.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { accessTokenJson, keptText, publishedText } from '../rotation/rotation-text.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `rotate`. */
export interface RotateOptions {
  readonly timeoutMs: number;
  /** Ms that the access token must be valid for. If undefined, the command requests a new access token. */
  readonly atLeastMs: number | undefined;
  /** Replace even a young access token. */
  readonly force: boolean;
}

/**
 * Requests a new access token from the rotator now, whether a rotation is due or not. Without `force` the rotator keeps an
 * active access token that is young or has the requested remaining lifetime.
 *
 * @throws CliError
 */
export async function rotate(
  session: Session,
  integration: string,
  { timeoutMs, atLeastMs, force }: RotateOptions,
): Promise<Report> {
  const { prefix } = session;
  const known = await requireIntegration(session, integration);
  const outcome = await storeAndRotate(session, known, {
    timeoutMs,
    minimumRemainingMs: atLeastMs,
    force: force ? 'always' : undefined,
  });
  const now = session.clock.now();
  if (outcome.kind === 'requested') {
    return {
      exitCode: ExitCode.done,
      json: { integration, outcome: 'requested', accessToken: null },
      lines: [`A rotation of ${integration} is requested.`],
      todo: [`See its result: ${commandLine(prefix, 'status', integration)}`],
    };
  }
  const isKept = outcome.kind === 'kept' && outcome.code === undefined;
  if (outcome.kind !== 'published' && !isKept) {
    throw rotationFailure(outcome, { prefix, integration, now, timeoutMs });
  }
  const { state } = outcome;
  const shortfall = shortfallText(state, atLeastMs, now);
  const forced = commandLine(prefix, 'rotate', integration, '--force');
  return {
    exitCode: shortfall === undefined ? ExitCode.done : ExitCode.needsPerson,
    json: { integration, outcome: outcome.kind, accessToken: accessTokenJson(state) },
    lines: [
      `${isKept ? keptText(state, integration, now) : `${integration} has a new access token`}.`,
      ...pairs([['Access token', publishedText(state, now)]]),
      ...(shortfall === undefined ? [] : [shortfall]),
    ],
    todo: [
      ...(shortfall === undefined
        ? []
        : ['Lower --at-least, or raise the lifetime of access tokens in Alation']),
      ...(isKept ? [`To replace the access token anyway: ${forced}`] : []),
    ],
  };
}

/** What is missing from the requested remaining lifetime; undefined if nothing is. */
function shortfallText(
  { accessToken }: IntegrationState,
  atLeastMs: number | undefined,
  now: number,
): string | undefined {
  if (accessToken === undefined || atLeastMs === undefined) return undefined;
  const { issuedAt, expiresAt } = accessToken;
  if (expiresAt - now >= atLeastMs) return undefined;
  return (
    `The access token is valid for ${duration(expiresAt - now)}, less than the ${duration(atLeastMs)} of --at-least. ` +
    `Access tokens of this integration have a lifetime of ${duration(expiresAt - issuedAt)}.`
  );
}
