import { introspect } from '../../functions/alation/oauth/introspection.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { newCredentialText } from '../text/command-line.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';

/** A credential that Alation accepted, or that was not checked (`--no-check`). */
export interface CheckedCredential {
  readonly name: string;
  readonly kind: Credential['kind'];
  /** Ms since the epoch; undefined for an OAuth client, without a check, or if Alation does not report the expiry. */
  readonly expiresAt: number | undefined;
}

/** A token that was never issued. Introspecting it shows whether Alation accepts the client, and mints nothing. */
const NO_TOKEN = new Sensitive('alation-tokens-check');

/** Characters of an API access token on the measured instances. A refresh token has twice as many. */
const ACCESS_TOKEN_LENGTH = 43;

const RETRY = 'Try again. If this machine cannot reach Alation, store the credential with --no-check';

/**
 * Checks a credential with Alation. The check mints nothing, so it makes no access token inactive.
 *
 * @throws CliError if Alation rejects the credential or the check fails
 */
export async function checkCredential(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
): Promise<CheckedCredential> {
  const { name, kind } = credential;
  try {
    if (kind === 'oauth-client') {
      // Not `endpoints.verify`: if Alation rejects the client, `verify` also calls Alation with the access token.
      const deadline = AbortSignal.timeout(alation.timeoutMs);
      await introspect(alation.sendAsClient, baseUrl, NO_TOKEN, credential, deadline);
      return { name, kind, expiresAt: undefined };
    }
    const inspection = await alation.endpoints.inspect(baseUrl, credential);
    if (inspection.state === 'active') return { name, kind, expiresAt: inspection.expiresAt };
  } catch (error) {
    const isRejected = error instanceof RotationError && error.code === 'CredentialRejected';
    if (!isRejected)
      throw alationFailure(
        `The command could not check the credential "${name}"`,
        error,
        RETRY,
        'Nothing was stored',
      );
  }
  throw rejected(baseUrl, credential);
}

function rejected(baseUrl: string, credential: Credential): CliError {
  const todo =
    credential.kind === 'oauth-client'
      ? [
          'Check the client id, and that the client secret is the newest',
          `If both are correct, create ${newCredentialText(baseUrl, [credential.kind])}`,
        ]
      : [
          `Check that ${credential.userId} is the user id shown beside the refresh token. If the refresh token belongs to another user, give --user-id <number>`,
          ...(credential.refreshToken.reveal().length === ACCESS_TOKEN_LENGTH
            ? ['Check that you gave a refresh token: the text is as long as an API access token']
            : []),
          `If this does not help, create ${newCredentialText(baseUrl, [credential.kind])}`,
        ];
  const what =
    credential.kind === 'oauth-client'
      ? 'Alation rejects the OAuth client: the client secret is wrong or the client is unknown'
      : 'Alation rejects the refresh token: it is wrong, expired or revoked, or belongs to another user id';
  return new CliError(`${what}. Nothing was stored`, {
    code: 'CredentialRejected',
    exitCode: ExitCode.needsPerson,
    todo,
  });
}
