import { activeContest } from '../../functions/integration/contest.ts';
import { contestFix } from '../../functions/integration/contest-texts.ts';
import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';
import { renewalObstacle } from '../../functions/integration/renewal-obstacle.ts';
import { isAnotherOpen } from '../../functions/renewal/decide-renewal.ts';
import { expiryText } from '../../functions/warning/duration-text.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { StatusState } from '../status/status-state.ts';
import { commandLine } from '../text/command-line.ts';
import { replaceCommand } from '../text/replace-steps.ts';

/** An integration and the credential that an operator wants to renew. */
export interface RenewalCandidate {
  readonly prefix: string;
  readonly integration: string;
  readonly state: IntegrationState;
  readonly shown: StatusState;
  readonly credential: CredentialState;
  /** Ms since the epoch. */
  readonly now: number;
}

/** Why the rotator would not renew this credential, and what to do; undefined if the next mint from it renews it. */
export function renewalRefusal(candidate: RenewalCandidate): CliError | undefined {
  return stateRefusal(candidate) ?? credentialRefusal(candidate) ?? openRenewal(candidate);
}

/** Why the state prevents a renewal: the rotator renews a refresh token only in a scheduled rotation. */
export function stateRefusal({
  prefix,
  integration,
  shown,
}: Pick<RenewalCandidate, 'prefix' | 'integration' | 'shown'>): CliError | undefined {
  switch (shown) {
    case 'paused':
      return refusal(
        'Paused',
        `${integration} is paused, so nothing is rotated or renewed`,
        `Resume it first: ${commandLine(prefix, 'resume', integration)}`,
      );
    case 'awaiting-credentials':
      return refusal(
        'AwaitingCredentials',
        `${integration} has no credentials`,
        `Store the first credential: ${commandLine(prefix, 'onboard', integration)}`,
      );
    case 'new-credentials':
      return refusal(
        'NotUsedYet',
        `The rotator has not used the stored credentials of ${integration} yet`,
        `Wait for the next sweep, or rotate now: ${commandLine(prefix, 'rotate', integration)}`,
      );
    case 'failing':
    case 'rejected':
    case 'expired':
      return refusal(
        'RotationFails',
        `The rotation of ${integration} fails, and a refresh token is renewed only with a rotation`,
        `See why, and what to do: ${commandLine(prefix, 'status', integration)}`,
      );
    case 'fresh':
    case 'contested':
    case 'retrying':
      return undefined;
  }
}

function credentialRefusal(candidate: RenewalCandidate): CliError | undefined {
  const { prefix, integration, state, credential, now } = candidate;
  const { name, expiresAt = Infinity } = credential;
  const replace = replaceCommand(prefix, integration, name, state.credentials.length);
  switch (renewalObstacle(state, credential)) {
    case 'Off':
      return refusal(
        'Off',
        `Renewal is off for ${integration}`,
        `Set "renewRefreshTokens": true for it in cdk.json, and deploy (npx cdk deploy)`,
      );
    case 'OAuthClient':
      return refusal(
        'OAuthClient',
        `"${name}" is an OAuth client. Alation cannot renew it, and its client secret does not expire`,
        `To store a new client secret: ${replace}`,
      );
    case 'NotActive':
      return refusal(
        'NotActive',
        credential.state === 'unchecked'
          ? `The rotator has not minted from "${name}" yet, so it is unknown whether Alation accepts the credential`
          : `Alation ${credential.state === 'forbidden' ? 'forbids minting from' : 'rejects'} "${name}"`,
        credential.state === 'unchecked'
          ? `Wait until the rotator has minted from it. See the state: ${commandLine(prefix, 'status', integration)}`
          : `Replace it: ${replace}`,
      );
    case 'NoReserve':
      return refusal(
        'NoReserve',
        `"${name}" is the only active credential of ${integration}. Its renewal would revoke the access token that consumers hold`,
        state.credentials.length === 1
          ? `Add a second credential: ${commandLine(prefix, 'onboard', integration, '--second')}`
          : `See which other credentials to replace: ${commandLine(prefix, 'status', integration)}`,
      );
    case 'Contested': {
      const contest = activeContest(state);
      return refusal(
        'Contested',
        `${integration} is contested: a renewal would revoke tokens that another program or person uses`,
        contest === undefined ? replace : `${contestFix(contest)}: ${replace}`,
      );
    }
    case undefined:
      return now < expiresAt
        ? undefined
        : refusal('Expired', `"${name}" ${expiryText(expiresAt, now)}`, `Replace it: ${replace}`);
  }
}

/** The refusal because of an earlier renewal: its outcome is open, or it lost a refresh token. */
function openRenewal({ prefix, integration, state, credential }: RenewalCandidate): CliError | undefined {
  const { renewal, credentials } = state;
  if (renewal === undefined) return undefined;
  if (isAnotherOpen(state, credential)) {
    return refusal(
      'RenewalOpen',
      renewal.phase === 'lost'
        ? `The last renewal lost "${renewal.credential}", and the rotator renews no other refresh token until you replace it`
        : `The outcome of the renewal of "${renewal.credential}" is not known yet, and until then the rotator renews no other refresh token`,
      renewal.phase === 'lost'
        ? `Replace "${renewal.credential}": ${replaceCommand(prefix, integration, renewal.credential, credentials.length)}`
        : `Wait: the next sweeps find out. See the state: ${commandLine(prefix, 'status', integration)}`,
    );
  }
  if (renewal.fingerprint !== credential.fingerprint) return undefined;
  switch (renewal.phase) {
    case 'intended':
    case 'doubtful':
      return refusal(
        'RenewalOpen',
        `The outcome of the last renewal of "${credential.name}" is not known yet`,
        `Wait: the next sweeps find out. See the state: ${commandLine(prefix, 'status', integration)}`,
      );
    case 'lost':
      return refusal(
        'RenewalLost',
        `Alation revoked "${credential.name}" during its last renewal, and the new refresh token was not stored`,
        `Replace it: ${replaceCommand(prefix, integration, credential.name, credentials.length)}`,
      );
    default:
      return undefined;
  }
}

/** A refusal with the code `Renewal<why>`; nothing was changed. */
export function refusal(why: string, message: string, ...todo: readonly string[]): CliError {
  const code = why.startsWith('Renewal') ? why : `Renewal${why}`;
  return new CliError(`${message}; nothing was changed`, { code, exitCode: ExitCode.needsPerson, todo });
}
