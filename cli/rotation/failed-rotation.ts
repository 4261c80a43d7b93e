import { isTransient } from '../../functions/integration/failure-codes.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import type { CredentialKind } from '../../functions/integration/credential.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { commandLine, whereMade } from '../text/command-line.ts';
import { fixLines } from '../text/failure-text.ts';
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
  const passing = isTransient(code);
  const { meaning } = failureText(code);
  const isRetried = isTriedAgain(state);
  return new CliError(`${begin}The rotation failed: ${meaning} (${code ?? 'unknown'}). ${stays}`, {
    code: code ?? 'Unknown',
    exitCode: passing ? ExitCode.notYet : ExitCode.needsPerson,
    todo: [
      ...(code === 'CredentialRejected'
        ? [
            `Make ${whereMade(state.baseUrl, kindsOf(state))} and store it: ` +
              commandLine(prefix, 'replace', integration),
          ]
        : fixLines(code, { prefix, integration, isRetried })),
      ...(passing && !isRetried
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

/** The kinds of credentials on record. */
export function kindsOf({ credentials }: IntegrationState): readonly CredentialKind[] {
  return credentials.map(({ kind }) => kind);
}
