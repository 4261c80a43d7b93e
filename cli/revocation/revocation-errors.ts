import { CliError, withContext } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { RequestedRotation } from '../rotation/rotate-now.ts';
import { commandLine } from '../text/command-line.ts';
import { revokedLines, type Revoked } from './revoke-all.ts';

/** The integration whose access tokens are revoked. */
export interface RevocationContext {
  readonly integration: string;
  readonly prefix: string;
  readonly baseUrl: string;
}

/** The error for a revocation that was not started. */
export function nothingRevoked(
  error: CliError,
  { integration, prefix, baseUrl }: RevocationContext,
): CliError {
  return withContext(
    error,
    'Nothing was revoked.',
    `Then revoke: ${commandLine(prefix, 'revoke', integration)}`,
    `If the revocation is urgent, have an administrator revoke the access tokens at ${baseUrl}/admin. Consumers then have no active access token`,
  );
}

/**
 * The error for access tokens that may still be active, with the result of the rotation. An operator must act even if
 * the failure is transient, because the rotator never revokes.
 */
export function notAllRevoked(
  revoked: readonly Revoked[],
  rotation: RequestedRotation | CliError,
  { integration, prefix, baseUrl }: RevocationContext,
): CliError {
  const isUncertain = revoked.some(({ outcome }) => outcome === 'uncertain');
  const isRejected = revoked.some(({ outcome }) => outcome === 'credential-rejected');
  const after = rotation instanceof CliError ? rotation.message : `A new access token is ${rotation.kind}`;
  // The repeated `revoke` requests a rotation again, so the steps after a transient failure are not needed.
  const hasOwnSteps = !(
    rotation instanceof CliError &&
    isUncertain &&
    rotation.exitCode === ExitCode.transient
  );
  return new CliError(`Not every access token is revoked. ${revokedLines(revoked).join('; ')}. ${after}`, {
    code: 'NotAllRevoked',
    exitCode: ExitCode.needsPerson,
    todo: [
      ...(isUncertain
        ? [
            `Repeat an uncertain revocation: ${commandLine(prefix, 'revoke', integration)}`,
            'Nothing else repeats the revocation: until then a leaked access token may be active',
          ]
        : []),
      ...(isRejected
        ? [`Have an administrator revoke the access tokens of each rejected credential at ${baseUrl}/admin`]
        : []),
      ...(rotation instanceof CliError && hasOwnSteps ? rotation.todo : []),
    ],
  });
}
