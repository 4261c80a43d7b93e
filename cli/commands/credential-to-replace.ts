import type { Credential } from '../../functions/integration/credential.ts';
import { usageError } from '../cli-error.ts';
import type { EditableCredentials } from '../credentials/credentials-text.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import type { CredentialStatus } from '../status/credential-status.ts';
import { integrationStatus } from '../status/integration-status.ts';
import { credentialWords } from '../status/status-text.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * The credential to replace: the one there is, the one that was named, or the one a person chooses; the most pressing
 * stands first.
 *
 * @throws CliError when there are several and nobody says which
 */
export async function credentialToReplace(
  { clock, terminal, prompts, prefix }: Session,
  { listed }: KnownIntegration,
  { credentials }: EditableCredentials,
  name: string | undefined,
): Promise<Credential> {
  const status = integrationStatus(listed, clock.now(), 0);
  const described = credentials
    .map((credential) => {
      const known = status.credentials.find((one) => one.name === credential.name);
      return { credential, words: known === undefined ? credential.name : credentialWords(known), known };
    })
    .sort((one, other) => pressing(one.known) - pressing(other.known));
  const [only] = described;
  if (name === undefined && only !== undefined && described.length === 1) return only.credential;

  const list = described.map(({ words }) => words).join('; ');
  const wanted =
    name ??
    (terminal.interactive
      ? await prompts.choice(
          'Which one is replaced?',
          described.map(({ credential, words }) => ({ value: credential.name, name: words })),
        )
      : undefined);
  const chosen = described.find(({ credential }) => credential.name === wanted);
  if (chosen !== undefined) return chosen.credential;
  throw usageError(
    wanted === undefined
      ? `${listed.integration} has several credentials: ${list}`
      : `${listed.integration} has no credential "${wanted}"; it has: ${list}`,
    `Say which: ${commandLine(prefix, 'replace', listed.integration, '--name', only?.credential.name ?? '<name>')}`,
  );
}

/** Smaller is more pressing. */
function pressing(known: CredentialStatus | undefined): number {
  if (known?.state === 'rejected') return -1;
  return known?.daysLeft ?? Infinity;
}
