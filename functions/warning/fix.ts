import { failureText } from '../integration/failure-texts.ts';
import type { CredentialKind } from '../integration/credential.ts';
import { newCredentialText } from './new-credential-text.ts';

/** What an operator does about a notification. */
export type Fix =
  /** Replace these credentials, or any credential if the list is empty. */
  | { readonly kind: 'replace'; readonly credentials: readonly { name: string; kind: CredentialKind }[] }
  /** The fix in the table of failure codes. */
  | { readonly kind: 'code'; readonly code: string | undefined }
  /** Text without the final period, and the command of `npx alation-tokens` that performs the last step. */
  | { readonly kind: 'command'; readonly does: string; readonly command?: string | undefined };

/** What the text of a fix depends on. */
export interface FixContext {
  readonly integration: string;
  /** Alation's address, where a user creates new credentials. */
  readonly baseUrl: string | undefined;
  readonly credentialKinds: readonly CredentialKind[];
  /** First segments of the secrets' names, without the trailing slash. */
  readonly secretPrefix: string;
}

/** The key of a block of text; undefined without a fix. All replacements have the same key, so they become one block. */
export function fixBlock(fix: Fix | undefined): string | undefined {
  return JSON.stringify(fix && [instructionOf(fix)]);
}

/** The lines of one block: the fixes of one or more notifications about an integration, all with the same `fixBlock`. */
export function fixLines(fixes: readonly Fix[], context: FixContext): readonly string[] {
  const [first] = fixes;
  if (first === undefined) return [];
  const title = `What to do${['', ' about both'][fixes.length - 1] ?? ` about all ${fixes.length}`}:`;
  const instruction = instructionOf(first);
  return instruction === undefined
    ? replaceLines(
        title,
        fixes.flatMap((fix) => (fix.kind === 'replace' ? fix.credentials : [])),
        context,
      )
    : instructionLines(title, instruction, context);
}

interface Instruction {
  readonly does: string;
  readonly command?: string | undefined;
}

/** The instruction of a fix; undefined if credentials must be replaced. */
function instructionOf(fix: Fix): Instruction | undefined {
  if (fix.kind === 'command') return fix;
  if (fix.kind === 'replace') return undefined;
  const { fix: does, command } = failureText(fix.code);
  return command === 'replace' ? undefined : { does, command };
}

function replaceLines(
  title: string,
  credentials: Extract<Fix, { kind: 'replace' }>['credentials'],
  { integration, baseUrl, credentialKinds, secretPrefix }: FixContext,
): readonly string[] {
  const kinds = credentials.length === 0 ? credentialKinds : credentials.map(({ kind }) => kind);
  const options = credentials.length === 0 ? [[]] : credentials.map(({ name }) => nameOption(name));
  const commands = options.map((option) => alertCommand(secretPrefix, 'replace', integration, ...option));
  return [
    title,
    `  1. Create ${newCredentialText(baseUrl, kinds)}`,
    '  2. Store it. Run in the folder of the token rotator:',
    ...new Set(commands.map((command) => `     ${command}`)),
    '     The command asks for the new credential, checks the credential with Alation, stores it and shows its remaining lifetime.',
    `     Without the command: write the complete secret ${secretPrefix}/${integration}/credentials, with every credential in it.`,
  ];
}

function instructionLines(
  title: string,
  { does, command }: Instruction,
  { integration, secretPrefix }: FixContext,
): readonly string[] {
  if (command === undefined) return [`${title} ${does}.`];
  return [
    `${title} ${does}.`,
    '  Run in the folder of the token rotator:',
    `     ${alertCommand(secretPrefix, command, integration)}`,
  ];
}

/**
 * A command for an alert. Without `--no-install`, npx in another folder would run a package of the same name from the
 * public registry and give it the refresh token.
 */
export function alertCommand(secretPrefix: string, ...words: readonly string[]): string {
  const prefix = secretPrefix === 'alation' ? [] : ['--prefix', secretPrefix];
  return ['npx --no-install alation-tokens', ...words, ...prefix].join(' ');
}

/**
 * The option with a name; none for a name that could add words to a command in a shell. Other people can edit the
 * tag that contains the name.
 */
function nameOption(name: string): readonly string[] {
  return /^[A-Za-z0-9][\w.-]*$/.test(name) ? ['--name', name] : [];
}
