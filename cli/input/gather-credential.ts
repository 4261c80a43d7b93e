import type { Sensitive } from '../../functions/integration/sensitive.ts';
import type { CredentialFields } from '../credentials/credentials-text.ts';
import type { Check } from '../terminal/prompts.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import { gatherBaseUrl, type Asking, type KnownAddress } from './base-url.ts';
import { INPUT, textField, type GivenInput } from './given-input.ts';
import {
  clientSecretProblem,
  requireClientSecret,
  requireToken,
  tokenProblem,
  type TokenProblem,
  unwrappedToken,
} from './token-text.ts';

/** Known fields of a credential, from options and stored credentials, before the command asks the operator. */
export interface KnownFields extends KnownAddress {
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  /** Whether it is an OAuth client. */
  readonly oauth: boolean;
}

/** A complete credential. */
export interface GatheredCredential {
  readonly baseUrl: string;
  /** Includes the secret: never log it. */
  readonly fields: CredentialFields;
}

/**
 * Takes one credential from the input, then from options and stored credentials, and asks for what is missing.
 *
 * @throws CliError if a value is malformed, or is missing and no operator can answer
 */
export async function gatherCredential(
  asking: Asking,
  known: KnownFields,
  given: Exclude<GivenInput, { kind: 'document' }> | undefined,
): Promise<GatheredCredential> {
  const { base_url: givenBaseUrl, ...givenFields } = given?.kind === 'fields' ? given.fields : {};
  const baseUrl = await gatherBaseUrl(asking, known, textField(givenBaseUrl));
  const secret = given?.kind === 'bare' ? given.secret : undefined;
  const isOAuth =
    isPresent(givenFields['client_id']) ||
    (!isPresent(givenFields['refresh_token']) && (known.oauth || known.clientId !== undefined));
  const fields = isOAuth
    ? await oauthClient(asking, known, givenFields, secret)
    : await refreshToken(asking, known, givenFields, secret, baseUrl);
  return { baseUrl, fields };
}

async function refreshToken(
  { terminal, prompts }: Asking,
  known: KnownFields,
  fields: CredentialFields,
  secret: Sensitive | undefined,
  baseUrl: string,
): Promise<CredentialFields> {
  const inField = textField(fields['refresh_token']);
  const given = secret
    ? requireToken(secret.reveal(), INPUT).reveal()
    : inField && requireToken(inField, 'The field "refresh_token"').reveal();
  const givenUserId = wholeNumber(fields['user_id']) ?? known.userId;
  if (given !== undefined && givenUserId !== undefined) {
    return { ...fields, refresh_token: given, user_id: givenUserId };
  }
  if (terminal.interactive) {
    terminal.note(
      `Create a refresh token at ${refreshTokenPage(baseUrl)}, even if you use single sign-on (SSO).`,
    );
    terminal.note(
      'Use it for this integration only: minting from it elsewhere makes the published access token inactive.',
    );
  }
  const check = asCheck('The refresh token', (answer) => tokenProblem(unwrappedToken(answer)));
  // Ask for the refresh token first. The operator has just copied it, and would paste it into the prompt for the user
  // id, which shows the text.
  const token = given ?? unwrappedToken((await prompts.secret('Refresh token', check)).reveal());
  const userId =
    givenUserId ?? Number(await prompts.text('User id (shown beside the refresh token)', userIdProblem));
  return { ...fields, refresh_token: token, user_id: userId };
}

async function oauthClient(
  { prompts }: Asking,
  known: KnownFields,
  fields: CredentialFields,
  secret: Sensitive | undefined,
): Promise<CredentialFields> {
  const clientId =
    textField(fields['client_id']) ??
    known.clientId ??
    (await prompts.text('Client id', (answer) =>
      /^[\x21-\x7e]+$/.test(answer) ? undefined : 'A client id is one word',
    ));
  const inField = textField(fields['client_secret']);
  const given = secret
    ? requireClientSecret(unwrappedToken(secret.reveal()), INPUT).reveal()
    : inField && requireClientSecret(inField, 'The field "client_secret"').reveal();
  const clientSecret =
    given ??
    (await prompts.secret('Client secret', asCheck('The client secret', clientSecretProblem))).reveal();
  return { ...fields, client_id: clientId, client_secret: clientSecret };
}

function asCheck(what: string, problemOf: (answer: string) => TokenProblem | undefined): Check {
  return (answer) => {
    const problem = problemOf(answer);
    return problem && `${what} ${problem.why}. ${problem.todo}`;
  };
}

function userIdProblem(answer: string): string | undefined {
  return /^\d{1,15}$/.test(answer) ? undefined : 'A user id is a whole number';
}

/** In JSON, null means that a field is absent. */
function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A user id of the input, which may be a text of digits. */
function wholeNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && userIdProblem(value) === undefined) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
