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

/** Who makes a refresh token, and what Alation lists it as. */
export interface NewRefreshToken {
  readonly username: string;
  readonly password: Sensitive;
  readonly name: string;
}

/** A refresh token that was just made. */
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
 * Makes a refresh token with a username and a password, which go nowhere else. Asked once and never again by itself:
 * each answer is another refresh token.
 *
 * @throws CliError when the two are refused, as they always are for users of single sign-on
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
    const answer = await postAsOperator(alation, baseUrl, path, body, hasDetail);
    if (answer === 'refused') throw signOnFailed(baseUrl);
    const created = createdBody.safeParse(requireJson(answer));
    if (!created.success) throw malformedResponse(answer, 'the body holds no refresh token with a user_id');
    return { refreshToken: new Sensitive(created.data.refresh_token), userId: created.data.user_id };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw alationFailure(
      'No refresh token was received',
      error,
      `Look at ${refreshTokenPage(baseUrl)} whether it was made all the same, revoke it there, and try again`,
    );
  }
}

/** Nobody recorded in which words a password is refused, and nothing is latched by it: any that are JSON will do. */
function hasDetail(answer: HttpResponse): boolean {
  return refusedBody.safeParse(jsonOrUndefined(answer)).success;
}

function signOnFailed(baseUrl: string): CliError {
  return new CliError('Alation refuses this username and password', {
    code: 'SignOnFailed',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Users of single sign-on (SSO) have no password in Alation.',
      `Make the refresh token at ${refreshTokenPage(baseUrl)} and run the command without --create`,
    ],
  });
}
