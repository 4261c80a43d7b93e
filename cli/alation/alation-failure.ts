import { isTransient } from '../../functions/integration/failure-codes.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** Codes whose error message is more precise than the table of failures: the message names a host, a field or a TLS error. */
const withOwnMessage = new Set(['CertificateRejected', 'CredentialsMalformed', 'HostNotAllowed']);

/**
 * The error for a failed exchange with Alation. An error that is not a `RotationError` is thrown again.
 *
 * @param what what failed, as the beginning of a sentence: `The command could not check the refresh token`
 * @param todo what to do about a transient failure
 * @param effect a sentence about what the command did not do, without its period
 */
export function alationFailure(what: string, error: unknown, todo: string, effect?: string): CliError {
  if (!(error instanceof RotationError)) throw error;
  const { code, detail, message } = error;
  const { meaning, fix } = failureText(code);
  const cause = detail.status === undefined ? connectionCause(message) : `HTTP ${detail.status}`;
  const host = / at ([\w.:-]+) (?:answered|got|could)/.exec(message)?.[1];
  const known = `${meaning} (${[code, cause].filter(Boolean).join(', ')})${host === undefined ? '' : ` at ${host}`}`;
  const target = code === 'AlationRedirected' ? / redirect to ([\w.:-]+)\./.exec(message)?.[1] : undefined;
  const text = withOwnMessage.has(code) ? message : known;
  const transient = isTransient(code);
  const happened = `${what}: ${text}${target === undefined ? '' : `, to ${target}`}`;
  return new CliError(effect === undefined ? happened : `${happened.replace(/\.$/, '')}. ${effect}`, {
    code,
    exitCode: transient ? ExitCode.transient : ExitCode.needsPerson,
    todo: [transient ? todo : fix],
  });
}

/**
 * Why there is no response: Node's error code, `timeout`, or undefined. The rest of the message may quote a secret, so
 * it is not repeated.
 */
function connectionCause(message: string): string | undefined {
  return /\(([A-Z][A-Z0-9_]{2,40})\)/.exec(message)?.[1] ?? (/in time/.test(message) ? 'timeout' : undefined);
}
