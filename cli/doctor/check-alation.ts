import { usageError } from '../cli-error.ts';
import { readCredentialsText, writeCredentialsText } from '../credentials/credentials-text.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import { INPUT, parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Session } from '../session.ts';
import { failure } from './finding.ts';
import { probeAlation, type AlationProbe } from './probe-alation.ts';

/**
 * Asks for a throw-away credential and probes an Alation instance with it.
 *
 * @param intervalMs ms between two sweeps of the deployed rotator; undefined if it was not read
 * @throws CliError for wrong usage
 */
export async function checkAlation(
  session: Session,
  options: CredentialInputOptions,
  intervalMs: number | undefined,
): Promise<AlationProbe> {
  const { terminal, alation, clock } = session;
  if (terminal.interactive && options.fromFile === undefined) {
    terminal.note(
      'The probe mints access tokens and revokes them. Use a refresh token that you created for this probe: the access ' +
        'tokens of an integration that uses it would become inactive.',
    );
  }
  const text = await readSecretInput(terminal, options.fromFile);
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') {
    throw usageError(`${INPUT} is a list of credentials`, 'Give one throw-away credential');
  }
  const { baseUrl, fields } = await gatherCredential(
    session,
    { ...options, oauth: options.oauth ?? false },
    given,
  );
  const document = writeCredentialsText({
    baseUrl,
    entries: [{ ...fields, name: 'throw-away' }],
    others: {},
    isList: false,
  });
  const [credential] = readCredentialsText(document, 'The throw-away credential').credentials;
  if (credential === undefined) throw usageError('There is no credential to probe with');
  const probe = { alation, clock, baseUrl, credential, deployedIntervalMs: intervalMs };
  return terminal
    .during(
      'Probing Alation',
      () => probeAlation(probe),
      () =>
        'Cancelled. The access tokens of the probe stay active until they expire: revoke the throw-away credential in Alation',
    )
    .catch((error: unknown) => ({
      findings: [failure('Alation', 'Probe', error)],
      supersedes: undefined,
      supersededStatus: undefined,
    }));
}
