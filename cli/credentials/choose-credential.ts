import type { Credential } from '../../functions/integration/credential.ts';
import { usageError } from '../cli-error.ts';
import type { EditableCredentials } from './credentials-text.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import type { CredentialStatus } from '../status/credential-status.ts';
import { integrationStatus } from '../status/integration-status.ts';
import { credentialText } from '../status/status-text.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * Chooses the credential to replace: the only credential, the named credential, or the credential that the operator
 * selects. The list begins with the most urgent credential.
 *
 * @throws CliError if no credential has the given name, or there are several and none is chosen
 */
export async function chooseCredential(
  { clock, terminal, prompts, prefix }: Session,
  { listed }: KnownIntegration,
  { credentials }: EditableCredentials,
  name: string | undefined,
): Promise<Credential> {
  const { integration } = listed;
  const status = integrationStatus(listed, clock.now(), 0);
  const described = credentials
    .map((credential) => {
      const known = status.credentials.find((one) => one.name === credential.name);
      return { credential, text: known === undefined ? credential.name : credentialText(known), known };
    })
    .sort((one, other) => urgency(one.known) - urgency(other.known));
  const [mostUrgent] = described;
  if (name === undefined && mostUrgent !== undefined && described.length === 1) return mostUrgent.credential;

  const wanted =
    name ??
    (terminal.interactive
      ? await prompts.choice(
          'Which credential do you want to replace?',
          described.map(({ credential, text }) => ({ value: credential.name, name: text })),
        )
      : undefined);
  const chosen = described.find(({ credential }) => credential.name === wanted);
  if (chosen !== undefined) return chosen.credential;
  const list = described.map(({ text }) => text).join('; ');
  throw usageError(
    wanted === undefined
      ? `${integration} has several credentials: ${list}`
      : `${integration} has no credential "${wanted}". It has: ${list}`,
    `Name the credential to replace: ${commandLine(prefix, 'replace', integration, '--name', mostUrgent?.credential.name ?? '<name>')}`,
  );
}

/** A smaller number is more urgent. */
function urgency(known: CredentialStatus | undefined): number {
  if (known?.state === 'rejected' || known?.state === 'forbidden') return -1;
  return known?.daysLeft ?? Infinity;
}
