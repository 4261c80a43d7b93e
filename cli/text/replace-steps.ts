import type { CredentialKind } from '../../functions/integration/credential.ts';
import { isCredentialName } from '../credentials/credential-name.ts';
import { commandLine, newCredentialText } from './command-line.ts';

/** A credential that an operator replaces. */
export interface ReplaceableCredential {
  readonly name: string;
  readonly kind: CredentialKind;
}

/**
 * The command that replaces a credential. It names the credential if there are several, because a script cannot choose.
 *
 * @param count number of credentials of the integration
 */
export function replaceCommand(prefix: string, integration: string, name: string, count: number): string {
  // The name comes from a tag, which can hold text that is unsafe in a shell.
  const options = count > 1 && isCredentialName(name) ? ['--name', name] : [];
  return commandLine(prefix, 'replace', integration, ...options);
}

/**
 * The steps to replace every credential of an integration, or one step if no credential is known.
 *
 * @param credentials all credentials of the integration
 */
export function replaceSteps(
  { prefix, integration }: { readonly prefix: string; readonly integration: string },
  baseUrl: string | undefined,
  credentials: readonly ReplaceableCredential[],
): readonly string[] {
  if (credentials.length < 2) {
    const newCredential = newCredentialText(
      baseUrl,
      credentials.map(({ kind }) => kind),
    );
    return [`Create ${newCredential} and store it: ${commandLine(prefix, 'replace', integration)}`];
  }
  return credentials.map(
    ({ name, kind }) =>
      `Create ${newCredentialText(baseUrl, [kind])} and store it: ${replaceCommand(prefix, integration, name, credentials.length)}`,
  );
}
