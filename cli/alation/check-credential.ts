import { introspect } from '../../functions/alation/oauth/introspection.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { whereMade } from '../text/command-line.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';

/** What Alation says of a credential that it accepts. */
export interface CheckedCredential {
  readonly name: string;
  readonly kind: Credential['kind'];
  /** Ms since the epoch; undefined for an OAuth client, and when Alation does not tell. */
  readonly expiresAt: number | undefined;
}

/** Nothing ever issued this: asking about it shows whether Alation knows the client that asks, and mints nothing. */
const NO_TOKEN = new Sensitive('alation-tokens-check');

/** On the instances that were measured an API access token has this many characters, a refresh token twice as many. */
const ACCESS_TOKEN_LENGTH = 43;

const LATER =
  'Nothing was stored. Try again, or store it unchecked with --no-check if this machine may not reach Alation';

/**
 * Asks Alation about a credential without changing anything: nothing is minted, so no access token dies of it.
 *
 * @throws CliError when Alation refuses it or cannot be asked
 */
export async function checkCredential(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
): Promise<CheckedCredential> {
  const { name, kind } = credential;
  try {
    if (kind === 'oauth-client') {
      // Verification would not do: where Alation refuses the client it looks at the access token in another way.
      const deadline = AbortSignal.timeout(alation.timeoutMs);
      await introspect(alation.sendAsClient, baseUrl, NO_TOKEN, credential, deadline);
      return { name, kind, expiresAt: undefined };
    }
    const inspection = await alation.endpoints.inspect(baseUrl, credential);
    if (inspection.state === 'active') return { name, kind, expiresAt: inspection.expiresAt };
  } catch (error) {
    const isRefused = error instanceof RotationError && error.code === 'CredentialRejected';
    if (!isRefused) throw alationFailure(`Alation could not be asked about "${name}"`, error, LATER);
  }
  throw refused(baseUrl, credential);
}

function refused(baseUrl: string, credential: Credential): CliError {
  const todo =
    credential.kind === 'oauth-client'
      ? [
          'Check the client id, and that the client secret is the newest one',
          `Make ${whereMade(baseUrl, [credential.kind])}`,
        ]
      : [
          `Alation checks the two as a pair: is ${credential.userId} the user id shown beside the refresh token?`,
          `Make ${whereMade(baseUrl, [credential.kind])}`,
          ...(credential.refreshToken.reveal().length === ACCESS_TOKEN_LENGTH
            ? ['It is as long as an API access token: did you copy the refresh token?']
            : []),
        ];
  const what =
    credential.kind === 'oauth-client'
      ? 'Alation refuses the OAuth client: the secret is wrong or the client is not known'
      : 'Alation refuses the refresh token: it is wrong, expired or revoked, or belongs to another user id';
  return new CliError(`${what}. Nothing was stored`, {
    code: 'CredentialRejected',
    exitCode: ExitCode.needsPerson,
    todo,
  });
}
