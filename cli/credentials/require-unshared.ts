import type { Credential } from '../../functions/integration/credential.ts';
import { credentialFingerprint, minterId } from '../../functions/integration/credential-fingerprint.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { listIntegrations } from '../aws/list-integrations.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { readCredentialsText } from './credentials-text.ts';

/**
 * Makes sure that no other integration uses these credentials. Reads the tags of all integrations. Without the
 * permission to list them, the command prints only a note: a sweep compares the credentials anyway.
 *
 * @param names names of the new credentials in the document
 * @throws CliError which names the other integration
 */
export async function requireUnshared(
  session: Session,
  integration: string,
  document: Sensitive,
  names: readonly string[],
): Promise<void> {
  const { terminal, prefix, clock } = session;
  const { baseUrl, credentials } = readCredentialsText(document, 'The new credentials');
  const { secretsManager } = await session.aws();
  const listed = await listIntegrations(secretsManager, prefix).catch((error: unknown) => {
    if (error instanceof CliError && error.code === 'AccessDenied') return error;
    throw error;
  });
  if (listed instanceof CliError) {
    terminal.note(
      `The command could not check whether another integration uses this credential: ${listed.message}`,
    );
    return;
  }
  for (const other of listed) {
    if (other.integration === integration) continue;
    const state = readIntegrationState(other.tags, clock.now());
    const shared = credentials.find((one) => names.includes(one.name) && uses(state, baseUrl, one));
    if (shared !== undefined) throw sharedError(integration, other.integration, shared);
  }
}

/** Whether an integration uses this credential. Earlier versions of the rotator store only the fingerprint of its secret. */
function uses(state: IntegrationState, baseUrl: string, credential: Credential): boolean {
  const minter = minterId(baseUrl, credential);
  const fingerprint = credentialFingerprint(credential);
  return state.credentials.some((known) =>
    known.minter === undefined
      ? known.state !== 'rejected' && state.baseUrl === baseUrl && known.fingerprint === fingerprint
      : known.minter === minter,
  );
}

function sharedError(integration: string, other: string, { kind }: Credential): CliError {
  const what = kind === 'oauth-client' ? 'OAuth client' : 'refresh token';
  return new CliError(
    `The integration "${other}" uses this ${what} already; nothing was stored. Alation keeps one access token for this ${what}: ` +
      'each rotation of one integration would revoke the access token of the other, so consumers of both would get 401 or 403',
    {
      code: 'CredentialShared',
      exitCode: ExitCode.needsPerson,
      todo: [
        `Create another ${what} in Alation that only ${integration} uses, and run the command again with it`,
        `To store this ${what} nevertheless, add --shared. Both integrations are then contested, and you get an alert about them every day`,
      ],
    },
  );
}
