import { RotationError } from '../../functions/rotation/rotation-error.ts';
import { Sensitive } from '../../functions/rotation/sensitive.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { usageError } from '../cli-error.ts';
import type { CredentialFields } from '../credentials/credentials-text.ts';
import type { Prompts } from '../terminal/prompts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { refreshTokenPage } from '../words/command-line.ts';
import type { GivenInput } from './given-input.ts';
import { textOf } from './json-text.ts';

/** What is known before anybody is asked, from options and from what is stored. */
export interface KnownFields {
  readonly baseUrl?: string | undefined;
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  /** Whether it is an OAuth client. */
  readonly oauth: boolean;
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
  const baseUrl = await gatherBaseUrl(asking, known.baseUrl, textOf(givenBaseUrl));
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
 * The base URL, checked as far as its form goes.
 *
 * @param known from an option or from what is stored
 * @param given in what was handed over; it must not be another one
 */
export async function gatherBaseUrl(
  { prompts }: Asking,
  known: string | undefined,
  given: string | undefined,
): Promise<string> {
  const candidates = [known, given].filter((one) => one !== undefined);
  for (const candidate of candidates) {
    const wrong = baseUrlProblem(candidate);
    if (wrong !== undefined) throw usageError(wrong, 'Correct the base URL');
  }
  const [baseUrl, other = baseUrl] = candidates.map(operatorBaseUrl);
  if (baseUrl !== other) {
    throw usageError(
      `What was handed over is for ${other}, but this integration is about ${baseUrl}`,
      'Check that you have the right file, or give --base-url to move the integration',
    );
  }
  if (baseUrl !== undefined) return baseUrl;
  return operatorBaseUrl(await prompts.text('Base URL of Alation (https://…)', { check: baseUrlProblem }));
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
  const given = secret?.reveal() ?? textOf(fields['refresh_token']);
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
  const asked = given ?? (await prompts.secret('Refresh token')).reveal();
  return { ...fields, refresh_token: asked, user_id: askedUserId };
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
  const given = secret?.reveal() ?? textOf(fields['client_secret']);
  const clientSecret = given ?? (await prompts.secret('Client secret')).reveal();
  return { ...fields, client_id: clientId, client_secret: clientSecret };
}

function userIdProblem(answer: string): string | undefined {
  return /^\d{1,15}$/.test(answer) ? undefined : 'A user id is a whole number';
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
