import type { CredentialKind } from '../../functions/integration/credential.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { commandLine, whereMade } from '../text/command-line.ts';
import { failureWords, lookUpWords, NOT_REPEATED, passesByItself } from '../text/failure-text.ts';
import type { RotationAnswer } from './rotate-now.ts';

/** What is failed, and where. */
interface Place {
  readonly prefix: string;
  readonly integration: string;
}

/**
 * The error for a rotation that the rotator tried and that failed.
 *
 * @param begin what is true all the same, with a space behind it; '' when there is nothing
 * @param stays what is published, as a sentence
 */
export function failedRotation(
  answer: Extract<RotationAnswer, { kind: 'failed' }>,
  { prefix, integration }: Place,
  begin: string,
  stays: string,
): CliError {
  const { code, state } = answer;
  const passing = passesByItself(code);
  const { says } = failureWords(code);
  const isRepeated = isTriedAgain(state);
  return new CliError(`${begin}The rotation failed: ${says} (${code ?? 'unknown'}). ${stays}`, {
    code: code ?? 'Unknown',
    exitCode: passing ? ExitCode.notYet : ExitCode.needsPerson,
    todo: [
      passing && !isRepeated
        ? `${NOT_REPEATED} (docs/runbook.md, ${code})`
        : todoOfFailure(answer, { prefix, integration }),
      ...(passing && !isRepeated
        ? [`To have a new one all the same: ${commandLine(prefix, 'rotate', integration)}`]
        : []),
      ...(passing ? [`Watch it: ${commandLine(prefix, 'status', integration)}`] : []),
    ],
  });
}

/**
 * Whether the rotator tries again by itself: where nothing is published yet, and with credentials that it has not used
 * yet. A request is not on record; what is published is only looked at then.
 */
function isTriedAgain({ accessToken, acceptedVersion, backoff }: IntegrationState): boolean {
  if (accessToken === undefined) return true;
  return backoff !== undefined && acceptedVersion !== undefined && backoff.versionId !== acceptedVersion;
}

function todoOfFailure(
  { code, state }: Extract<RotationAnswer, { kind: 'failed' }>,
  { prefix, integration }: Place,
): string {
  switch (code) {
    case 'CredentialRejected':
      return (
        `Make ${whereMade(state.baseUrl, kindsOf(state))} and store it: ` +
        commandLine(prefix, 'replace', integration)
      );
    case 'CredentialsMalformed':
      return `Write its credentials again: ${commandLine(prefix, 'onboard', integration)}`;
    default:
      return lookUpWords(code);
  }
}

/** The kinds of credentials on record. */
export function kindsOf({ credentials }: IntegrationState): readonly CredentialKind[] {
  return credentials.map(({ kind }) => kind);
}
