import { usageError } from '../cli-error.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import { INPUT, type GivenInput } from '../input/given-input.ts';
import type { Session } from '../session.ts';
import { isCredentialName, nextCredentialName } from './credential-name.ts';
import { readCredentialsText, type CredentialFields, type EditableCredentials } from './credentials-text.ts';
import {
  newCredentials,
  requireFreeName,
  type NewCredentials,
  type OnboardOptions,
} from './new-credentials.ts';
import { requireDistinct } from './require-distinct.ts';

/** One credential from input, options and prompts, or a complete document from the input. */
export async function fromInput(
  session: Session,
  integration: string,
  options: OnboardOptions,
  stored: EditableCredentials | undefined,
  given: GivenInput | undefined,
): Promise<NewCredentials> {
  if (given?.kind === 'document') {
    if (stored !== undefined) {
      throw usageError(
        `${INPUT} is a list of credentials, but ${integration} has credentials already`,
        'Give only the credential to add',
      );
    }
    requireDistinct(given.entries);
    const { baseUrl, credentials } = readCredentialsText(given.text, INPUT);
    return { baseUrl, document: given.text, names: credentials.map(({ name }) => name) };
  }
  requireFreeName(integration, options.name, stored);
  const { baseUrl, fields } = await gatherCredential(
    session,
    {
      baseUrl: options.baseUrl,
      stored: stored && { integration, baseUrl: stored.baseUrl },
      userId: options.userId,
      clientId: options.clientId,
      oauth: options.oauth ?? false,
    },
    given,
  );
  const taken = stored?.credentials.map(({ name }) => name) ?? [];
  const own =
    isCredentialName(fields['name']) && !taken.includes(fields['name']) && !isFromAlation(fields)
      ? fields['name']
      : undefined;
  const name = options.name ?? own ?? nextCredentialName(integration, taken);
  return newCredentials(stored, baseUrl, [{ ...fields, name }]);
}

/** Whether Alation returned these fields. Their `name` is the refresh token's name in Alation. */
function isFromAlation(fields: CredentialFields): boolean {
  return 'token_status' in fields || 'token_expires_at' in fields;
}
