import { isTransient } from '../../functions/integration/failure-codes.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import type { SkipReason } from '../../functions/rotation/decide.ts';
import { SECOND_MS } from '../../functions/time.ts';
import { CliError, withContext } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { commandLine } from '../text/command-line.ts';
import { fixLines } from '../text/failure-text.ts';
import { replaceSteps } from '../text/replace-steps.ts';
import type { RequestedRotation, RotationOutcome } from './rotate-now.ts';
import { accessTokenText, ageText, keptText, type ReportContext } from './rotation-text.ts';

/**
 * The error for a rotation that published no access token.
 *
 * @param done a sentence that says what the command did before, or ''
 */
export function rotationFailure(
  outcome: Exclude<RotationOutcome, RequestedRotation>,
  context: ReportContext,
  done = '',
): CliError {
  return withContext(errorOf(outcome, context), done);
}

function errorOf(outcome: Exclude<RotationOutcome, RequestedRotation>, context: ReportContext): CliError {
  const { state } = outcome;
  const remaining = remainingText(state, context);
  switch (outcome.kind) {
    case 'not-requested':
      return notRequested(outcome.reason, state, context);
    case 'timed-out':
      return timedOut(remaining, context);
    case 'failed':
      return failed(outcome.code, state, remaining, context);
    case 'kept':
      return outcome.code === undefined || outcome.code === 'VerificationUnavailable'
        ? kept(outcome.code, state, context)
        : failed(outcome.code, state, remaining, context);
  }
}

function kept(
  code: string | undefined,
  state: IntegrationState,
  { prefix, integration, now }: ReportContext,
): CliError {
  const force = `To replace the access token anyway: ${commandLine(prefix, 'rotate', integration, '--force')}`;
  return code === undefined
    ? new CliError(keptText(state, integration, now), {
        code: 'NotRotated',
        exitCode: ExitCode.needsPerson,
        todo: [force],
      })
    : new CliError(
        `Not rotated: the published access token of ${integration} is ${ageText(state, now)} old, and Alation did not ` +
          'answer whether it is active. Consumers still read this access token',
        {
          code,
          exitCode: ExitCode.transient,
          todo: [
            'Nothing now: a later sweep verifies the access token, and replaces it if it is inactive',
            force,
          ],
        },
      );
}

function remainingText(state: IntegrationState, { now, isRevoked }: ReportContext): string {
  if (state.accessToken === undefined) return 'No access token is published';
  if (isRevoked === true) return 'Consumers get 401 or 403: the published access token is revoked';
  return `Consumers still read the published access token: ${accessTokenText(state, now)}`;
}

function timedOut(remaining: string, { prefix, timeoutMs }: ReportContext): CliError {
  return new CliError(
    `The rotator did not finish within ${Math.round(timeoutMs / SECOND_MS)} s. ${remaining}`,
    {
      code: 'NoAnswer',
      exitCode: ExitCode.transient,
      todo: [
        'Wait for the next sweep, within 15 min by default: the sweep rotates if a rotation is due',
        `If the sweep changes nothing, find the reason: ${commandLine(prefix, 'doctor')}`,
      ],
    },
  );
}

function failed(
  code: string | undefined,
  state: IntegrationState,
  remaining: string,
  { prefix, integration }: ReportContext,
): CliError {
  const transient = isTransient(code);
  const retried = isRetried(state);
  return new CliError(
    `The rotation failed: ${failureText(code).meaning} (${code ?? 'unknown'}). ${remaining}`,
    {
      code: code ?? 'Unknown',
      exitCode: transient ? ExitCode.transient : ExitCode.needsPerson,
      todo: [
        ...(code === 'CredentialRejected'
          ? replaceSteps({ prefix, integration }, state.baseUrl, state.credentials)
          : fixLines(code, { prefix, integration, isRetried: retried })),
        ...(transient && !retried
          ? [`To request a new access token again: ${commandLine(prefix, 'rotate', integration)}`]
          : []),
        ...(transient ? [`See the state: ${commandLine(prefix, 'status', integration)}`] : []),
      ],
    },
  );
}

/**
 * Whether the rotator retries without a request: if no access token is published, or if no rotation has succeeded yet
 * with the credentials of the failed attempt.
 */
function isRetried({ accessToken, acceptedVersion, backoff }: IntegrationState): boolean {
  if (accessToken === undefined) return true;
  return backoff !== undefined && acceptedVersion !== undefined && backoff.versionId !== acceptedVersion;
}

function notRequested(
  reason: SkipReason,
  state: IntegrationState,
  { prefix, integration }: ReportContext,
): CliError {
  const detail = { code: reason, exitCode: ExitCode.needsPerson };
  switch (reason) {
    case 'RenewalPending':
      return new CliError(
        `The outcome of a renewal of ${integration} is not known yet, so the rotator mints nothing. The next sweeps find out`,
        {
          ...detail,
          exitCode: ExitCode.transient,
          todo: [`See the state: ${commandLine(prefix, 'status', integration)}`],
        },
      );
    case 'Paused':
      return new CliError(`${integration} is paused, so the rotator mints nothing`, {
        ...detail,
        todo: [`Resume rotation: ${commandLine(prefix, 'resume', integration)}`],
      });
    case 'AwaitingCredentials':
      return new CliError(`${integration} has no credentials yet`, {
        ...detail,
        todo: [`Store the first credential: ${commandLine(prefix, 'onboard', integration)}`],
      });
    case 'Rejected':
      return new CliError(
        `Alation rejected every credential of ${integration}. The rotator checks once a day whether Alation accepts one of the credentials again`,
        {
          ...detail,
          todo: [
            ...replaceSteps({ prefix, integration }, state.baseUrl, state.credentials),
            'If the stored credential is valid and was rejected by mistake, store it again with "replace"',
          ],
        },
      );
    case 'NotDue':
    case 'BackingOff':
      // A request overrides both.
      return new CliError(`The rotator would do nothing for ${integration} (${reason})`, {
        ...detail,
        todo: [`See the state: ${commandLine(prefix, 'status', integration)}`],
      });
  }
}
