import type { Credential } from '../../functions/integration/credential.ts';
import { usageError } from '../cli-error.ts';
import { readCredentialsText, writeCredentialsText } from '../credentials/credentials-text.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import { INPUT, parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Session } from '../session.ts';

/** Credentials of one Alation instance that were created for this test only. */
export interface TestCredentials {
  readonly baseUrl: string;
  readonly credential: Credential;
  /** A second test credential; only if the caller allows two. */
  readonly other: Credential | undefined;
}

const WHAT = 'The test credential';

/**
 * Takes a test credential from the input, or asks for it without echo.
 *
 * @param allowsSecond whether the input may be a document with two credentials
 * @throws CliError for wrong usage
 */
export async function gatherTestCredentials(
  session: Session,
  options: CredentialInputOptions,
  allowsSecond: boolean,
): Promise<TestCredentials> {
  const text = await readSecretInput(session.terminal, options.fromFile);
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') {
    const { baseUrl, credentials } = readCredentialsText(given.text, WHAT);
    const [credential, other, ...more] = credentials;
    if (!allowsSecond || credential === undefined || more.length > 0) {
      throw usageError(
        `${INPUT} is a list of ${allowsSecond ? `${credentials.length} ` : ''}credentials`,
        allowsSecond ? 'Give one or two test credentials' : 'Give one test credential',
      );
    }
    return { baseUrl, credential, other };
  }
  const { baseUrl, fields } = await gatherCredential(
    session,
    { ...options, oauth: options.oauth ?? false },
    given,
  );
  const document = writeCredentialsText({
    baseUrl,
    entries: [{ ...fields, name: 'test' }],
    others: {},
    isList: false,
  });
  const [credential] = readCredentialsText(document, WHAT).credentials;
  if (credential === undefined) throw usageError('There is no credential to probe with');
  return { baseUrl, credential, other: undefined };
}
