import { isTransient } from '../../functions/integration/failure-codes.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** Messages that name what a table of words cannot: a host, a field, an error of TLS. */
const telling = new Set(['CertificateRejected', 'CredentialsMalformed', 'HostNotAllowed']);

/**
 * What an exchange with Alation threw, for the person who ran the command; anything but a `RotationError` is thrown on.
 *
 * @param what was tried, as the beginning of a sentence: `Alation could not be asked about the refresh token`
 * @param todo what to do if it passes by itself
 */
export function alationFailure(what: string, error: unknown, todo: string): CliError {
  if (!(error instanceof RotationError)) throw error;
  const { code, detail, message } = error;
  const { meaning, fix } = failureText(code);
  const cause = detail.status === undefined ? connectionCause(message) : `HTTP ${detail.status}`;
  const host = / at ([\w.:-]+) (?:answered|got|could)/.exec(message)?.[1];
  const known = `${meaning} (${[code, cause].filter(Boolean).join(', ')})${host === undefined ? '' : ` at ${host}`}`;
  const says = telling.has(code) ? message : known;
  const passing = isTransient(code);
  return new CliError(`${what}: ${says}`, {
    code,
    exitCode: passing ? ExitCode.notYet : ExitCode.needsPerson,
    todo: [passing ? todo : fix],
  });
}

/** Why no answer came, by Node's code: the only words of such a message that are taken over. */
function connectionCause(message: string): string | undefined {
  return /\(([A-Z][A-Z0-9_]{2,40})\)/.exec(message)?.[1] ?? (/in time/.test(message) ? 'timeout' : undefined);
}
