import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import { changedTags } from '../integration/integration-tags.ts';
import { countOutcome } from '../integration/outcome-counts.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import type { RenewalState } from '../integration/renewal-state.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import { decideRenewal } from '../renewal/decide-renewal.ts';
import { findOut } from '../renewal/find-out.ts';
import type { HostRenewals } from '../renewal/host-renewals.ts';
import { renew } from '../renewal/renew.ts';
import type { RenewalResult } from '../renewal/renewal-context.ts';
import { chooseCredentials } from './choose-credentials.ts';
import { decide } from './decide.ts';
import type { Trigger } from './decide.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { serviceLevel } from './service-level.ts';

/** The facts for the rotation, and whether a renewal makes the rotation wait for a later sweep. */
export interface RenewedFacts {
  readonly facts: RotationFacts;
  readonly waits: boolean;
}

/**
 * Renews the refresh token that a due rotation mints from next, if its renewal is due. After a renewal with an unknown
 * outcome, finds out that outcome first. The mint would revoke the older access token of this refresh token anyway, so the
 * renewal does not affect consumers. The rotator never renews the issuing credential, and never for a request, an inactive
 * access token or a replaced credential.
 */
export async function renewFirst(
  deps: RotationDependencies,
  facts: RotationFacts,
  trigger: Trigger & { readonly hostRenewals?: HostRenewals | undefined },
): Promise<RenewedFacts> {
  const { renewal: port, clock, policy } = deps;
  const finished = withOwnVersionAccepted(facts, clock.now());
  const { listed, published, secrets, credentials, state } = finished;
  const asIs = { facts: finished, waits: false };
  if (port === undefined || state.renews !== true) return asIs;
  const now = clock.now();
  const credentialsVersionId = secrets.credentials.versionId;
  const { integration } = listed;
  const decision = decide({ ...trigger, integration, credentialsVersionId, state }, now, policy);
  if (decision.action !== 'rotate' || decision.reason !== 'NearingExpiry') return asIs;
  if (serviceLevel(published, state.accessToken?.verified !== true, now, policy) !== 'ok') return asIs;
  const { order, issuing } = chooseCredentials(finished, decision.reason, now, policy);
  const [next] = order;
  if (next?.kind !== 'refresh-token' || issuing === undefined || next === issuing) return asIs;
  // An operator may have stored another refresh token under the same name.
  const fingerprint = credentialFingerprint(next);
  const known = state.credentials.find((one) => one.name === next.name && one.fingerprint === fingerprint);
  if (known === undefined) return asIs;
  const { hostRenewals: host = 'waits' } = trigger;
  const action = decideRenewal({ next: known, state, host }, now);
  if (action === 'none') return asIs;
  if (action === 'wait') return { facts: finished, waits: true };
  const renewalDeps = { ...deps, ...port };
  const renewalFacts = {
    integration,
    secret: secrets.credentials,
    credentials,
    published,
    expiresAt: known.expiresAt,
    until: finished.until,
  };
  const result =
    action === 'renew' || state.renewal === undefined
      ? await renew(renewalDeps, renewalFacts, next, host)
      : await findOut(renewalDeps, renewalFacts, next, state.renewal);
  const after = factsAfter(deps, finished, result);
  if (result.renewal !== undefined) await saveRenewal(deps, after);
  return { facts: after, waits: !result.mint };
}

/**
 * Saves the outcome before the rotation. If the rotator crashes during the rotation, the next rotation is half a lifetime
 * away. Without this write, no alert would report a lost refresh token until then.
 */
async function saveRenewal(
  { store, log }: RotationDependencies,
  { listed: { integration, tags }, state }: RotationFacts,
): Promise<void> {
  const changed = changedTags(state, tags);
  await store.writeTags(integration, changed).catch((thrown: unknown) => {
    // The reconcile saves the outcome again at its end, and reports a failure.
    log.warn('RenewalNotSaved', { integration, explanation: toRotationError(thrown).message });
  });
}

/**
 * Accepts the current version of the secret if the rotator itself stored it with a renewed refresh token before a crash.
 * Then the tags do not show the result of the renewal. Otherwise returns the facts unchanged.
 */
function withOwnVersionAccepted(facts: RotationFacts, now: number): RotationFacts {
  const { state, secrets } = facts;
  const { renewal } = state;
  const { versionId } = secrets.credentials;
  if (renewal?.versionId !== versionId || renewal.phase === 'renewed' || renewal.phase === 'harmful')
    return facts;
  const renewed = facts.credentials.credentials.find(({ name }) => name === renewal.credential);
  const fingerprint = renewed && credentialFingerprint(renewed);
  const credentials = state.credentials.map((credential) =>
    credential.name === renewal.credential
      ? renewedState(credential, fingerprint, renewal, undefined)
      : credential,
  );
  return {
    ...facts,
    state: stateOnVersion(
      { ...state, credentials, outcomes: countOutcome(state.outcomes, 'renewed', now) },
      { ...renewal, phase: 'renewed', code: undefined },
      versionId,
    ),
  };
}

/** The facts with the new document, if one was stored. */
function factsAfter(
  deps: RotationDependencies,
  facts: RotationFacts,
  { renewal, stored }: RenewalResult,
): RotationFacts {
  const { outcomes } = facts.state;
  const state = {
    ...facts.state,
    renewal: renewal ?? facts.state.renewal,
    outcomes: renewal?.phase === 'renewed' ? countOutcome(outcomes, 'renewed', deps.clock.now()) : outcomes,
  };
  if (stored === undefined) return { ...facts, state };
  const { secret, fingerprint, expiresAt } = stored;
  const after: RotationFacts = {
    ...facts,
    listed: { ...facts.listed, credentialsVersionId: secret.versionId },
    secrets: { ...facts.secrets, credentials: secret },
    credentials: parseCredentials(secret, deps.parseBaseUrl),
  };
  const credentials = after.credentials.credentials.flatMap((credential) => {
    const own = credentialFingerprint(credential);
    const isRenewed = own === fingerprint;
    const known = state.credentials.find(
      (one) => one.fingerprint === (isRenewed ? renewal.fingerprint : own),
    );
    // An operator may have stored other credentials, or other names, right before the rotator stored the document.
    if (known === undefined) return [];
    const { name } = credential;
    return [isRenewed ? renewedState({ ...known, name }, own, renewal, expiresAt) : { ...known, name }];
  });
  const moved = stateOnVersion({ ...state, credentials }, renewal, secret.versionId);
  const isAllKnown = credentials.length === after.credentials.credentials.length;
  return { ...after, state: isAllKnown ? moved : { ...moved, acceptedVersion: state.acceptedVersion } };
}

/**
 * The state of a renewed refresh token. Its lifetime begins at the renewal, even if Alation extended the same refresh
 * token.
 */
function renewedState(
  credential: CredentialState,
  fingerprint: string | undefined,
  { at }: RenewalState,
  expiresAt: number | undefined,
): CredentialState {
  return {
    ...credential,
    fingerprint,
    storedAt: at,
    // Without a reported expiry, `credentialStates` estimates it, and the next probe inspects the refresh token again.
    expiresAt,
    expirySource: expiresAt === undefined ? undefined : 'reported',
  };
}

/** The state on the rotator's own version of the secret. The states of the other credentials stay valid. */
function stateOnVersion(state: IntegrationState, renewal: RenewalState, versionId: string): IntegrationState {
  return {
    ...state,
    renewal,
    acceptedVersion: versionId,
    backoff: state.backoff && { ...state.backoff, versionId },
    credentials: state.credentials.map((credential) => ({ ...credential, versionId })),
  };
}
