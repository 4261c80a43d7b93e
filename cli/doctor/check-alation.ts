import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Session } from '../session.ts';
import { checkRenewal, prepareRenewal, RENEWAL_NOTE, type RenewalCheck } from './check-renewal.ts';
import { failure } from './finding.ts';
import { probeAlation, type AlationProbe } from './probe-alation.ts';
import { gatherTestCredentials } from './test-credentials.ts';

/** What to check at an Alation instance. */
export interface CheckAlationOptions extends CredentialInputOptions {
  /** Whether to try the renewal of a refresh token. The renewal revokes this refresh token. */
  readonly renewal: boolean;
  /** Whether to check in AWS that no integration uses the user of the refresh token. */
  readonly aws: boolean;
  /** Whether an operator confirmed that nothing uses this user. */
  readonly yes: boolean;
}

/** The result of a check. */
export interface AlationCheck extends AlationProbe {
  /** @default - the renewal was not tried */
  readonly renewal?: RenewalCheck | undefined;
}

const PROBE_NOTE =
  'The probe mints access tokens and revokes them. Use a credential that you created for this probe: the access ' +
  'tokens of an integration that uses this credential would become inactive.';

/**
 * Probes an Alation instance with a test credential. With `renewal` the command also tries the renewal.
 *
 * @param intervalMs ms between two sweeps of the deployed rotator; undefined if it was not read
 * @throws CliError for wrong usage, and if an integration uses the user of the refresh token
 */
export async function checkAlation(
  session: Session,
  options: CheckAlationOptions,
  intervalMs: number | undefined,
): Promise<AlationCheck> {
  const { terminal, alation, clock } = session;
  if (options.renewal) terminal.note(RENEWAL_NOTE);
  else if (terminal.interactive && options.fromFile === undefined) terminal.note(PROBE_NOTE);
  const given = await gatherTestCredentials(session, options, options.renewal);
  const pair = options.renewal ? await prepareRenewal(session, given, options) : undefined;
  const { baseUrl, credential } = given;
  const probe = { alation, clock, baseUrl, credential, deployedIntervalMs: intervalMs };
  const probed: AlationProbe | undefined = await terminal
    .during(
      'Probing Alation',
      () => probeAlation(probe),
      () =>
        'Cancelled. The access tokens of the probe stay active until they expire: revoke the test credential in Alation',
    )
    .catch((error: unknown) => ({
      findings: [failure('Alation', 'Probe', error)],
      supersedes: undefined,
      supersededStatus: undefined,
      isFailed: true,
    }));
  if (pair === undefined || 'isFailed' in probed) return probed;
  const renewal = await checkRenewal(session, pair);
  return { ...probed, findings: [...probed.findings, ...renewal.findings], renewal };
}
