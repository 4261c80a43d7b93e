import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { rotationTimeOf, renewalModeOf } from '../../functions/rotation/rotation-time.ts';
import { activeContest, causeOf, type ActiveContest } from '../../functions/integration/contest.ts';
import { nearbyExpiries, type NearbyExpiries } from '../../functions/integration/usable-credentials.ts';
import { requestedRenewal } from '../../functions/integration/renewal-request.ts';
import type { RenewalState } from '../../functions/integration/renewal-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import type { AccessTokenState, IntegrationState } from '../../functions/integration/integration-state.ts';
import { nextMints, type NextMint } from '../renewal/next-mints.ts';
import { credentialStatus, type CredentialStatus } from './credential-status.ts';
import { parsePauseNote, type PauseNote } from './pause-note.ts';
import { stateOf, type StatusState } from './status-state.ts';
import { todoOf, type Todo } from './todo.ts';

/** An integration as its tags and labels describe it. Times are ms since the epoch. */
export interface IntegrationStatus {
  readonly integration: string;
  readonly owner: string | undefined;
  readonly baseUrl: string | undefined;
  readonly state: StatusState;
  /** Failure code, if the state has one. */
  readonly code: string | undefined;
  /** Start of the state, if it is known. */
  readonly since: number | undefined;
  /** What shows that another program or person mints from its credentials; undefined if nothing does. */
  readonly contest: ActiveContest | undefined;
  /** Who paused it, when and why, if it is paused. */
  readonly pauseNote: PauseNote | undefined;
  readonly accessToken: AccessTokenState | undefined;
  readonly credentials: readonly CredentialStatus[];
  /** The last renewal of a refresh token, if there was one. */
  readonly renewal: RenewalState | undefined;
  /** Name of the credential whose renewal an operator requested, until it is attempted. */
  readonly requestedRenewal: string | undefined;
  /** When the rotator next mints from each credential and may renew it; empty without a next rotation. */
  readonly nextMints: readonly NextMint[];
  /** When the published access token was minted. */
  readonly lastRotation: number | undefined;
  /** When the rotator rotates next. After a failure: when its backoff ends. */
  readonly nextAttempt: number | undefined;
  /**
   * `recorded`: the rotator wrote it into a tag after a failure. `default-settings`: computed with the default
   * settings, because the tags do not hold the settings of the rotator.
   */
  readonly nextAttemptSource: 'recorded' | 'default-settings' | undefined;
  /** When the rotator rotates by schedule, if the next attempt after a failure only verifies the access token. */
  readonly nextRotation: number | undefined;
  readonly needsPerson: boolean;
  /** Steps that an operator must take. */
  readonly todo: readonly Todo[];
  /**
   * Credentials that expire within 7 days of each other, from the day on which a replacement spreads the expiries.
   * Undefined if an operator must act anyway, or the rotator renews a credential.
   */
  readonly nearbyExpiries: NearbyExpiries | undefined;
}

/** States in which the rotator rotates with the stored credentials, perhaps after a transient failure. */
const ROTATING: ReadonlySet<StatusState> = new Set<StatusState>(['fresh', 'retrying']);

/**
 * The status of an integration, from its tags and labels alone.
 *
 * @param soonDays an operator must replace a refresh token with fewer days left
 */
export function integrationStatus(
  { integration, credentialsVersionId, tags }: ListedIntegration,
  now: number,
  soonDays: number,
): IntegrationStatus {
  const integrationState = readIntegrationState(tags, now);
  const state = stateOf(integrationState, credentialsVersionId, now);
  const credentials = integrationState.credentials.map((credential) =>
    credentialStatus(credential, integrationState, now),
  );
  const todo = todoOf(state, integrationState, credentials, { now, soonDays });
  const next = nextAttempt(integration, state, integrationState);
  const isComputed = state === 'fresh' || state === 'contested';
  const { status } = integrationState;
  const contest = activeContest(integrationState);
  const isRecorded = state === 'failing' || state === 'retrying' || state === 'rejected' || state === 'fresh';
  return {
    integration,
    owner: integrationState.owner,
    baseUrl: integrationState.baseUrl,
    state,
    code: state === 'contested' ? contest && causeOf(contest) : isRecorded ? status?.code : undefined,
    since: state === 'contested' ? contest?.since : isRecorded ? status?.since : undefined,
    contest,
    pauseNote: state === 'paused' ? parsePauseNote(tags) : undefined,
    accessToken: integrationState.accessToken,
    credentials,
    renewal: integrationState.renewal,
    requestedRenewal: requestedRenewal(integrationState)?.name,
    nextMints: next === undefined ? [] : nextMints(integrationState, next, now),
    lastRotation: integrationState.accessToken?.issuedAt,
    nextAttempt: next,
    nextAttemptSource: next === undefined ? undefined : isComputed ? 'default-settings' : 'recorded',
    nextRotation: isComputed ? undefined : laterRotation(integration, next, integrationState, now),
    needsPerson: todo.some(({ kind }) => kind !== 'resume'),
    todo,
    nearbyExpiries:
      ROTATING.has(state) && todo.length === 0 && !credentials.some((one) => one.renewsItself)
        ? expiriesToSpread(integrationState, now)
        : undefined,
  };
}

function expiriesToSpread({ credentials }: IntegrationState, now: number): NearbyExpiries | undefined {
  const nearby = nearbyExpiries(credentials, now);
  return nearby !== undefined && now >= nearby.replaceFrom ? nearby : undefined;
}

function nextAttempt(
  integration: string,
  state: StatusState,
  integrationState: IntegrationState,
): number | undefined {
  const { accessToken, credentials } = integrationState;
  switch (state) {
    case 'failing':
    case 'retrying':
      return integrationState.backoff?.nextAttemptAt;
    case 'fresh':
    case 'contested':
      if (accessToken === undefined) return undefined;
      return rotationTimeOf(integration, accessToken, defaultPolicy, renewalModeOf(accessToken, credentials));
    case 'paused':
    case 'awaiting-credentials':
    case 'rejected':
    case 'expired':
    case 'new-credentials':
      return undefined;
  }
}

/**
 * When the rotator rotates by schedule, if the next attempt only verifies the access token. The rotator does not repeat a
 * requested rotation that failed, unless the credentials are new.
 */
function laterRotation(
  integration: string,
  attemptAt: number | undefined,
  { accessToken, acceptedVersion, backoff, credentials }: IntegrationState,
  now: number,
): number | undefined {
  if (attemptAt === undefined || accessToken === undefined) return undefined;
  if (backoff?.versionId !== acceptedVersion) return undefined;
  const mode = renewalModeOf(accessToken, credentials);
  const rotatesAt = rotationTimeOf(integration, accessToken, defaultPolicy, mode);
  return rotatesAt > Math.max(attemptAt, now) ? rotatesAt : undefined;
}
