import { DetailType } from '../contract.ts';
import { shownState } from '../integration/contest.ts';
import { isNothingNewAccepted } from '../integration/acceptance.ts';
import { failureOf, isSameFailure } from '../integration/failure.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import { isOwnVersion } from '../integration/own-version.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import type { RotationErrorCode } from '../integration/failure-codes.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import { contestEvents } from './contest-events.ts';

/**
 * The events of one integration: a published access token, and changes of its state. A failure that continues, or a
 * second success, is no change. A failure with other credentials is a new failure, and so is a failure of another kind.
 *
 * @param before the state before the reconcile; undefined if the rotator could not read it
 * @returns no event if the state before or after the reconcile is not known
 */
export function eventsOf(
  before: IntegrationState | undefined,
  outcome: RotationOutcome,
): readonly RotatorEvent[] {
  const { integration, state: after } = outcome;
  if (before === undefined || after === undefined) return [];
  const common = { integration, owner: after.owner };
  const events: RotatorEvent[] = [];

  if (outcome.kind === 'rotated' && after.accessToken !== undefined) {
    events.push({
      detailType: DetailType.rotated,
      detail: {
        ...common,
        reason: outcome.reason,
        credential: after.accessToken.credential,
        versionId: outcome.versionId,
        issuedAt: formatInstant(after.accessToken.issuedAt),
        expiresAt: formatInstant(after.accessToken.expiresAt),
        verified: outcome.verified,
      },
    });
  }
  const allRejected = after.status?.state === 'rejected';
  const failureBefore = failureOf(before);
  const failure = failureOf(after);
  if (failure !== undefined && !isSameFailure(failureBefore, failure)) {
    const { state, code } = failure.status;
    events.push({ detailType: DetailType.rotationFailed, detail: { ...common, state, code } });
  }
  for (const { name, state } of allRejected ? [] : changedTo(before, after, ['rejected', 'forbidden'])) {
    const code = codeOf[state];
    events.push({
      detailType: DetailType.rotationFailed,
      detail: { ...common, state: shownState(after), code, credential: name },
    });
  }
  if (failureBefore !== undefined && after.status?.state === 'fresh') {
    events.push({
      detailType: DetailType.rotationRecovered,
      detail: { ...common, code: failureBefore.status.code },
    });
  }
  for (const { name, versionId } of changedTo(before, after, ['active'])) {
    const known = before.credentials.find((other) => other.name === name && other.versionId === versionId);
    const code = known && codeOf[known.state];
    if (code === undefined || failureBefore !== undefined) continue;
    events.push({ detailType: DetailType.rotationRecovered, detail: { ...common, code, credential: name } });
  }
  const isNewVersion =
    after.acceptedVersion !== undefined && after.acceptedVersion !== before.acceptedVersion;
  // No operator stored the rotator's own version with a renewed refresh token, so no operator waits for its acceptance.
  if (isNewVersion && !isOwnVersion(after.acceptedVersion) && !isNothingNewAccepted(after)) {
    events.push({
      detailType: DetailType.refreshTokenAccepted,
      detail: {
        ...common,
        credentials: after.credentials.map((credential) => ({
          name: credential.name,
          kind: credential.kind,
          state: credential.state,
          ...(credential.expiresAt === undefined ? {} : { expiresAt: formatInstant(credential.expiresAt) }),
          ...(credential.expirySource === undefined ? {} : { expirySource: credential.expirySource }),
        })),
      },
    });
  }
  return [...events, ...renewalEvents(before, after, common), ...contestEvents(integration, before, after)];
}

/** The event of a renewal that ended, or whose outcome is not known. */
function renewalEvents(
  before: IntegrationState,
  { renewal, credentials }: IntegrationState,
  common: { readonly integration: string; readonly owner: string | undefined },
): readonly RotatorEvent[] {
  if (renewal === undefined || renewal.phase === 'intended') return [];
  if (renewal.phase === before.renewal?.phase && renewal.at === before.renewal.at) return [];
  const { credential, phase, code } = renewal;
  const expiresAt = credentials.find(({ name }) => name === credential)?.expiresAt;
  return [
    phase === 'renewed'
      ? {
          detailType: DetailType.refreshTokenRenewed,
          detail: {
            ...common,
            credential,
            ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
          },
        }
      : {
          detailType: DetailType.refreshTokenNotRenewed,
          detail: { ...common, credential, state: phase, code },
        },
  ];
}

/** The failure code for a credential in this state. */
const codeOf: Partial<Record<CredentialState['state'], RotationErrorCode>> = {
  rejected: 'CredentialRejected',
  forbidden: 'AlationForbidden',
};

/**
 * The credentials of `after` that are newly in one of these states. A state is not new if the credential of this name had it
 * before, with the same version of the secret or the same fingerprint.
 */
function changedTo(
  before: IntegrationState,
  after: IntegrationState,
  states: readonly CredentialState['state'][],
): readonly CredentialState[] {
  return after.credentials.filter(
    ({ name, versionId, state, fingerprint }) =>
      states.includes(state) &&
      !before.credentials.some(
        (known) =>
          known.name === name &&
          known.state === state &&
          (known.versionId === versionId || (fingerprint !== undefined && known.fingerprint === fingerprint)),
      ),
  );
}
