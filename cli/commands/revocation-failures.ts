import type { Revoked } from '../alation/revoke-all.ts';
import { CliError, withMore } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { RotationAnswer } from '../rotation/rotate-now.ts';
import { commandLine } from '../text/command-line.ts';

/** A rotation that was asked for, and that nothing is known to stand in the way of. */
export type RotationAsked = Extract<RotationAnswer, { kind: 'published' | 'requested' }>;

/** Where something is revoked. */
export interface Place {
  readonly integration: string;
  readonly prefix: string;
  readonly baseUrl: string;
}

/** The error for a revocation that was not begun. */
export function nothingRevoked(error: CliError, { integration, prefix, baseUrl }: Place): CliError {
  return withMore(
    error,
    'Nothing was revoked.',
    `Then revoke: ${commandLine(prefix, 'revoke', integration)}`,
    `If it cannot wait, have an administrator revoke the access tokens at ${baseUrl}/admin: consumers then have none`,
  );
}

/**
 * The error for access tokens that may live on, with what became of the rotation after it. It needs a person however
 * passing the trouble is: a rotator rotates, and revokes nothing.
 */
export function notAllRevoked(
  revoked: readonly Revoked[],
  rotation: RotationAsked | CliError,
  { integration, prefix, baseUrl }: Place,
): CliError {
  const isUncertain = revoked.some(({ outcome }) => outcome === 'not-certain');
  const isRefused = revoked.some(({ outcome }) => outcome === 'credential-refused');
  const lines = revoked.map(({ credential, words }) => `"${credential.name}": ${words}`);
  const after = rotation instanceof CliError ? rotation.message : `A new one is ${rotation.kind}`;
  // Revoking again asks for another rotation as well.
  const isRepeated = isUncertain && rotation instanceof CliError && rotation.exitCode === ExitCode.notYet;
  return new CliError(`Not every access token is revoked. ${lines.join('; ')}. ${after}`, {
    code: 'NotAllRevoked',
    exitCode: ExitCode.needsPerson,
    todo: [
      ...(isUncertain
        ? [
            `Where it is not certain, run it again: ${commandLine(prefix, 'revoke', integration)}`,
            'Nobody else does that: until then an access token that leaked may be alive',
          ]
        : []),
      ...(isRefused
        ? [
            `Where Alation refuses the credential, have an administrator revoke its tokens at ${baseUrl}/admin`,
          ]
        : []),
      ...(rotation instanceof CliError && !isRepeated ? rotation.todo : []),
    ],
  });
}
