import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { usageError, type CliError } from '../cli-error.ts';
import type { CredentialFields } from '../credentials/credentials-text.ts';
import type { Check, Prompts } from '../terminal/prompts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import { type GivenInput, WHAT } from './given-input.ts';
import { textOf } from './json-text.ts';
import {
  clientSecretProblem,
  requireClientSecret,
  requireToken,
  tokenProblem,
  type TokenProblem,
  unwrappedToken,
} from './token-text.ts';

/** What is known before anybody is asked, from options and from what is stored. */
export interface KnownFields extends KnownAddress {
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  /** Whether it is an OAuth client. */
  readonly oauth: boolean;
}

/** What is known of the base URL. */
export interface KnownAddress {
  /** From an option. */
  readonly baseUrl?: string | undefined;
  /** Of an integration that has credentials already. */
  readonly stored?: { readonly integration: string; readonly baseUrl: string } | undefined;
}

/** A credential, complete. */
export interface GatheredCredential {
  readonly baseUrl: string;
  /** With its secret: never log it. */
  readonly fields: CredentialFields;
}

/** Where answers come from. */
export interface Asking {
  readonly terminal: Terminal;
  readonly prompts: Prompts;
}

/**
 * Puts one credential together: what was handed over first, then options and what is stored, and a person is asked for
 * the rest.
 *
 * @throws CliError for what is missing when nobody can be asked
 */
export async function gatherCredential(
  asking: Asking,
  known: KnownFields,
  given: Exclude<GivenInput, { kind: 'document' }> | undefined,
): Promise<GatheredCredential> {
  const { base_url: givenBaseUrl, ...givenFields } = given?.kind === 'fields' ? given.fields : {};
  const baseUrl = await gatherBaseUrl(asking, known, textOf(givenBaseUrl));
  const secret = given?.kind === 'bare' ? given.secret : undefined;
  const isOAuth =
    'client_id' in givenFields ||
    (!('refresh_token' in givenFields) && (known.oauth || known.clientId !== undefined));
  const fields = isOAuth
    ? await oauthClient(asking, known, givenFields, secret)
    : await refreshToken(asking, known, givenFields, secret, baseUrl);
  return { baseUrl, fields };
}

/**
 * The base URL, checked as far as its form goes. An integration has one for all its credentials: another one would send
 * those that are stored to another host, and is refused before anything is.
 *
 * @param given in what was handed over
 * @throws CliError when two of them differ
 */
export async function gatherBaseUrl(
  { prompts }: Asking,
  { baseUrl: option, stored }: KnownAddress,
  given: string | undefined,
): Promise<string> {
  const candidates = [option, given].filter((one) => one !== undefined);
  for (const candidate of candidates) {
    const wrong = baseUrlProblem(candidate);
    if (wrong !== undefined) throw usageError(wrong, 'Correct the base URL');
  }
  const [baseUrl, other = baseUrl] = candidates.map(operatorBaseUrl);
  if (stored !== undefined) {
    const moved = [baseUrl, other].find((one) => one !== undefined && one !== stored.baseUrl);
    if (moved !== undefined) throw movedElsewhere(stored, moved);
    return stored.baseUrl;
  }
  if (baseUrl !== other) {
    throw usageError(
      `What was handed over is for ${other}, but --base-url is ${baseUrl}`,
      'Check that you have the right file, or leave --base-url out',
    );
  }
  if (baseUrl !== undefined) return baseUrl;
  return operatorBaseUrl(await prompts.text('Base URL of Alation (https://…)', { check: baseUrlProblem }));
}

function movedElsewhere(
  { integration, baseUrl }: NonNullable<KnownAddress['stored']>,
  given: string,
): CliError {
  return usageError(
    `${integration} is at ${baseUrl}, and you gave ${given}; nothing was changed`,
    `For a credential of ${baseUrl} leave --base-url out, and check that you have the right file`,
    `For one of ${given} add an integration of its own in cdk.json`,
    `If all of ${integration} moves to ${given}, store its whole document: docs/runbook.md, "Move an integration"`,
  );
}

function baseUrlProblem(answer: string): string | undefined {
  try {
    operatorBaseUrl(answer);
    return undefined;
  } catch (error) {
    if (error instanceof RotationError) return error.message;
    throw error;
  }
}

async function refreshToken(
  { terminal, prompts }: Asking,
  known: KnownFields,
  fields: CredentialFields,
  secret: Sensitive | undefined,
  baseUrl: string,
): Promise<CredentialFields> {
  const inField = textOf(fields['refresh_token']);
  const given = secret
    ? requireToken(secret.reveal(), WHAT).reveal()
    : inField && requireToken(inField, 'The field "refresh_token"').reveal();
  const userId = whole(fields['user_id']) ?? known.userId;
  if (given !== undefined && userId !== undefined) {
    return { ...fields, refresh_token: given, user_id: userId };
  }
  if (terminal.interactive) {
    terminal.note(
      `A refresh token is made at ${refreshTokenPage(baseUrl)}, also by users of single sign-on (SSO).\n` +
        'Make one for this integration alone: whoever else mints from it kills its access token.',
    );
  }
  const askedUserId =
    userId ?? Number(await prompts.text('User id (the number shown with it)', { check: userIdProblem }));
  const token = given ?? (await askRefreshToken(prompts));
  return { ...fields, refresh_token: token, user_id: askedUserId };
}

async function oauthClient(
  { prompts }: Asking,
  known: KnownFields,
  fields: CredentialFields,
  secret: Sensitive | undefined,
): Promise<CredentialFields> {
  const clientId =
    textOf(fields['client_id']) ??
    known.clientId ??
    (await prompts.text('Client id', {
      check: (answer) => (/^[\x21-\x7e]+$/.test(answer) ? undefined : 'A client id is one word'),
    }));
  const inField = textOf(fields['client_secret']);
  const given = secret
    ? requireClientSecret(unwrappedToken(secret.reveal()), WHAT).reveal()
    : inField && requireClientSecret(inField, 'The field "client_secret"').reveal();
  const clientSecret = given ?? (await prompts.secret('Client secret', asked(clientSecretProblem))).reveal();
  return { ...fields, client_id: clientId, client_secret: clientSecret };
}

async function askRefreshToken(prompts: Prompts): Promise<string> {
  const check = asked((answer) => tokenProblem(unwrappedToken(answer)));
  return unwrappedToken((await prompts.secret('Refresh token', check)).reveal());
}

/** What is said at the prompt about an answer that can be none. */
function asked(problemOf: (answer: string) => TokenProblem | undefined): Check {
  return (answer) => {
    const problem = problemOf(answer);
    return problem && `It ${problem.says}. ${problem.todo}`;
  };
}

function userIdProblem(answer: string): string | undefined {
  return /^\d{1,15}$/.test(answer) ? undefined : 'A user id is a whole number';
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
