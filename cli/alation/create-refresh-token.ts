import * as z from 'zod/mini';
import type { HttpResponse } from '../../functions/alation/http/response.ts';
import { malformedResponse } from '../../functions/alation/http/failure.ts';
import { jsonOrUndefined, requireJson } from '../../functions/alation/http/json-body.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';
import { postAsOperator } from './post-as-operator.ts';

/** A user of Alation, and the name of the refresh token to create. */
export interface NewRefreshToken {
  readonly username: string;
  readonly password: Sensitive;
  readonly name: string;
}

/** A refresh token that Alation created. */
export interface CreatedRefreshToken {
  readonly refreshToken: Sensitive;
  readonly userId: number;
}

const createdBody = z.object({
  refresh_token: z.string().check(z.regex(/^[\x21-\x7e]{1,8192}$/)),
  user_id: z.int().check(z.nonnegative()),
});

const refusedBody = z.object({ detail: z.string() });

/**
 * Creates a refresh token with a username and a password. There is no retry: each request creates another refresh
 * token. Alation rejects every password of a user of single sign-on.
 *
 * @throws CliError if Alation rejects username or password, or sends no refresh token
 * @see https://developer.alation.com/dev/docs/authentication-into-alation-apis
 */
export async function createRefreshToken(
  alation: Alation,
  baseUrl: string,
  { username, password, name }: NewRefreshToken,
): Promise<CreatedRefreshToken> {
  try {
    const body = { username, password: password.reveal(), name };
    const path = '/integration/v1/createRefreshToken/';
    const response = await postAsOperator(alation, baseUrl, path, body, hasDetail);
    if (response === 'rejected') throw signOnFailed(baseUrl);
    const created = createdBody.safeParse(requireJson(response));
    if (!created.success) throw malformedResponse(response, 'the body holds no refresh token with a user_id');
    return { refreshToken: new Sensitive(created.data.refresh_token), userId: created.data.user_id };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw alationFailure(
      'The command received no refresh token',
      error,
      `If ${refreshTokenPage(baseUrl)} lists the new refresh token, revoke it there; then try again`,
      'Nothing was stored',
    );
  }
}

/** The exact response to a wrong password is unknown, so a 401 with any `detail` in its JSON counts as a rejection. */
function hasDetail(response: HttpResponse): boolean {
  return refusedBody.safeParse(jsonOrUndefined(response)).success;
}

function signOnFailed(baseUrl: string): CliError {
  return new CliError('Alation rejects this username and password. Nothing was stored', {
    code: 'SignOnFailed',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Check username and password',
      `With single sign-on (SSO) you have no password in Alation: create the refresh token at ${refreshTokenPage(baseUrl)} and run the command without --create`,
    ],
  });
}
