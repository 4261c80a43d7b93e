import { failureText } from '../integration/failure-texts.ts';
import type { CredentialKind } from '../integration/credential.ts';
import { whereMade } from './where-made.ts';

/** What an operator does about a notification. */
export type Fix =
  /** Replace these credentials; any of them if the list is empty. */
  | { readonly kind: 'replace'; readonly credentials: readonly { name: string; kind: CredentialKind }[] }
  /** What the table of failure codes says. */
  | { readonly kind: 'code'; readonly code: string | undefined }
  /** A sentence without its period, and the command of `npx alation-tokens` for the integration that does it. */
  | { readonly kind: 'command'; readonly does: string; readonly command?: string | undefined };

/** What the text of a fix depends on. */
export interface FixContext {
  readonly integration: string;
  /** Alation's address, where new credentials are made. */
  readonly baseUrl: string | undefined;
  readonly credentialKinds: readonly CredentialKind[];
  /** First segment of the secrets' names. */
  readonly secretPrefix: string;
}

/** The lines of all fixes of one integration. Each step is printed once, however many notifications need it. */
export function fixLines(fixes: readonly Fix[], context: FixContext): readonly string[] {
  const replaced = fixes.map(asReplacement).filter((one) => one !== undefined);
  const others = fixes.filter((fix) => asReplacement(fix) === undefined);
  return [
    ...new Set([
      ...(replaced.length === 0 ? [] : replaceLines(replaced.flat(), context)),
      ...others.flatMap((fix) => otherLines(fix, context)),
    ]),
  ];
}

/** The credentials to replace; undefined if the fix is another one. */
function asReplacement(fix: Fix): Extract<Fix, { kind: 'replace' }>['credentials'] | undefined {
  if (fix.kind === 'replace') return fix.credentials;
  return fix.kind === 'code' && failureText(fix.code).command === 'replace' ? [] : undefined;
}

function replaceLines(
  credentials: Extract<Fix, { kind: 'replace' }>['credentials'],
  { integration, baseUrl, credentialKinds, secretPrefix }: FixContext,
): readonly string[] {
  const kinds = credentials.length === 0 ? credentialKinds : credentials.map(({ kind }) => kind);
  const options = credentials.length === 0 ? [[]] : credentials.map(({ name }) => nameOption(name));
  const commands = options.map((option) => alertCommand(secretPrefix, 'replace', integration, ...option));
  return [
    'What to do:',
    `  1. Create ${whereMade(baseUrl, kinds)}`,
    '  2. Store it. Run in the folder of the token rotator:',
    ...new Set(commands.map((command) => `     ${command}`)),
    '     The command asks for it, checks it with Alation, stores it and shows how many days it has left.',
    `     Without the command: write the whole secret ${secretPrefix}/${integration}/credentials, with every credential in it.`,
  ];
}

function otherLines(fix: Fix, { integration, secretPrefix }: FixContext): readonly string[] {
  if (fix.kind === 'replace') return [];
  const { does, command } =
    fix.kind === 'command'
      ? fix
      : { does: failureText(fix.code).fix, command: failureText(fix.code).command };
  if (command === undefined) return [`What to do: ${does}.`];
  return [
    `What to do: ${does}.`,
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

/** The name comes from a tag that others can edit. It must not add words to a command in an operator's shell. */
function nameOption(name: string): readonly string[] {
  return /^[A-Za-z0-9][\w.-]*$/.test(name) ? ['--name', name] : [];
}
