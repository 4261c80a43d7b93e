import { RotationError } from '../../functions/integration/rotation-error.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { usageError, type CliError } from '../cli-error.ts';
import type { Prompts } from '../terminal/prompts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { INPUT } from './given-input.ts';

/** The terminal and its prompts. */
export interface Asking {
  readonly terminal: Terminal;
  readonly prompts: Prompts;
}

/** Known sources of the base URL, before the command asks the operator. */
export interface KnownAddress {
  /** The value of `--base-url`. */
  readonly baseUrl?: string | undefined;
  /** The base URL of an integration that has credentials already. */
  readonly stored?: { readonly integration: string; readonly baseUrl: string } | undefined;
}

/**
 * The base URL of the credential. All credentials of an integration have the same base URL: another base URL would send
 * the stored credentials to another host.
 *
 * @param given base URL in the input
 * @throws CliError if it is malformed, if two sources differ, or if it is missing and no operator can answer
 */
export async function gatherBaseUrl(
  { prompts }: Asking,
  { baseUrl: option, stored }: KnownAddress,
  given: string | undefined,
): Promise<string> {
  const candidates = [
    { name: '--base-url', text: option },
    { name: 'base_url', text: given },
  ].flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text: withScheme(text) }]));
  for (const { name, text } of candidates) {
    const problem = baseUrlProblem(name, text);
    if (problem !== undefined) throw usageError(problem, 'Correct the base URL');
  }
  const [baseUrl, other = baseUrl] = candidates.map(({ text }) => operatorBaseUrl(text));
  if (stored !== undefined) {
    const foreign = [baseUrl, other].find((one) => one !== undefined && one !== stored.baseUrl);
    if (foreign !== undefined) throw otherAlation(stored, foreign);
    return stored.baseUrl;
  }
  if (baseUrl !== other) {
    throw usageError(
      `${INPUT} is for ${other}, but --base-url is ${baseUrl}`,
      'Check that you have the right file, or omit --base-url',
    );
  }
  if (baseUrl !== undefined) return baseUrl;
  const question = 'Base URL of Alation, for example https://acme.alationcloud.com';
  const check = (answer: string) => baseUrlProblem('The base URL', withScheme(answer));
  return operatorBaseUrl(withScheme(await prompts.text(question, check)));
}

function otherAlation(
  { integration, baseUrl }: NonNullable<KnownAddress['stored']>,
  given: string,
): CliError {
  return usageError(
    `The credentials of ${integration} are for ${baseUrl}, and you gave ${given}; nothing was changed`,
    `For a credential of ${baseUrl}, omit --base-url and check that you have the right file`,
    `For a credential of ${given}, add another integration in cdk.json`,
    `To move all of ${integration} to ${given}, see "Move an integration" in docs/runbook.md`,
  );
}

/** Puts `https://` before a bare host. Leaves any other text unchanged, such as a misplaced token. */
function withScheme(text: string): string {
  const isHost = /^(?:[a-z0-9-]{1,40}\.)+[a-z][a-z0-9-]{0,39}(?::\d{1,5})?\/?$/i.test(text);
  return isHost ? `https://${text}` : text;
}

/** @param name what the operator calls the base URL: an option, a field or the answer to a question */
function baseUrlProblem(name: string, text: string): string | undefined {
  try {
    operatorBaseUrl(text);
    return undefined;
  } catch (error) {
    if (error instanceof RotationError) return error.message.replace(/^base_url/, name);
    throw error;
  }
}
