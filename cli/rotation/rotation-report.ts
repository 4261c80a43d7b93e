import { remainingLifetime } from '../../functions/warning/duration-text.ts';
import type { QuietReason } from '../../functions/rotation/decide.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { commandLine, whereMade } from '../text/command-line.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';
import { failedRotation, kindsOf } from './failed-rotation.ts';
import type { RotationAnswer } from './rotate-now.ts';

/** Where a report is about. */
export interface ReportContext {
  readonly prefix: string;
  readonly integration: string;
  readonly now: number;
  readonly timeoutMs: number;
}

/** What is published, for `--json`; null when nothing is. */
export function accessTokenJson({ accessToken }: IntegrationState): Readonly<Record<string, unknown>> | null {
  if (accessToken === undefined) return null;
  return {
    issuedAt: formatInstant(accessToken.issuedAt),
    expiresAt: formatInstant(accessToken.expiresAt),
    credential: accessToken.credential,
    verified: accessToken.verified,
  };
}

/** What is published, as a value beside the label "Access token". */
export function accessTokenWords({ accessToken, status }: IntegrationState, now: number): string {
  if (accessToken === undefined) return 'none is published';
  const { expiresAt, credential, verified } = accessToken;
  if (now >= expiresAt) return `expired on ${instant(expiresAt)}`;
  // It was alive when it was published; an attempt since may have killed it, and its answer never came.
  const isWell = status === undefined || status.state === 'fresh';
  const doubt = isWell ? 'not verified yet' : 'in doubt since the last failed attempt';
  return (
    `${verified ? 'active' : doubt}, expires ${instant(expiresAt)} (in ${duration(expiresAt - now)}), ` +
    `minted from "${credential}"`
  );
}

/** The same of an access token that was published just now, whose description may be late. */
export function publishedWords(state: IntegrationState, now: number): string {
  return state.accessToken === undefined
    ? 'published; not described yet, see the command "status" in a moment'
    : accessTokenWords(state, now);
}

/** A credential's days left: `59 days left, until 2027-01-23 08:00 UTC`. */
export function expiryWords(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'does not expire';
  return `${remainingLifetime(expiresAt, now)} left, until ${instant(expiresAt)}`;
}

/**
 * The error for a rotation that did not end with a published access token.
 *
 * @param done what is true all the same, as a sentence; '' when nothing was done
 */
export function rotationFailure(
  answer: Exclude<RotationAnswer, { kind: 'published' | 'requested' }>,
  { prefix, integration, now, timeoutMs }: ReportContext,
  done = '',
): CliError {
  const begin = done === '' ? '' : `${done} `;
  const stays =
    answer.state.accessToken === undefined
      ? 'No access token is published'
      : `The published access token stays: ${accessTokenWords(answer.state, now)}`;
  switch (answer.kind) {
    case 'not-asked':
      return notAsked(answer.reason, begin, { prefix, integration }, answer.state);
    case 'unanswered':
      return new CliError(
        `${begin}The rotator has not answered within ${Math.round(timeoutMs / 1_000)} s. ${stays}`,
        {
          code: 'NoAnswer',
          exitCode: ExitCode.notYet,
          todo: [
            'Its next tick, within 15 minutes by default, does what is due',
            `If that does not come either: ${commandLine(prefix, 'doctor')}`,
          ],
        },
      );
    case 'failed':
      return failedRotation(answer, { prefix, integration }, begin, stays);
  }
}

function notAsked(
  reason: QuietReason,
  begin: string,
  { prefix, integration }: { readonly prefix: string; readonly integration: string },
  state: IntegrationState,
): CliError {
  const detail = { code: reason, exitCode: ExitCode.needsPerson };
  switch (reason) {
    case 'Paused':
      return new CliError(`${begin}${integration} is paused, so nothing is minted`, {
        ...detail,
        todo: [commandLine(prefix, 'resume', integration)],
      });
    case 'AwaitingCredentials':
      return new CliError(`${begin}${integration} has no credentials yet`, {
        ...detail,
        todo: [commandLine(prefix, 'onboard', integration)],
      });
    case 'Rejected':
      return new CliError(`${begin}Alation refused every credential of ${integration}; none is tried again`, {
        ...detail,
        todo: [
          `Make ${whereMade(state.baseUrl, kindsOf(state))}`,
          `Store it: ${commandLine(prefix, 'replace', integration)}`,
          'If the stored one is good and was refused for a while only, hand that one over again in the same way',
        ],
      });
    case 'NotDue':
    case 'BackingOff':
      // A request stands above both.
      return new CliError(`${begin}The rotator would do nothing for ${integration} (${reason})`, {
        ...detail,
        todo: [commandLine(prefix, 'status', integration)],
      });
  }
}
