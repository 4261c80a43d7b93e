import { DetailType } from '../contract.ts';
import { isNothingNewAccepted } from '../integration/acceptance.ts';
import { failureOf, isSameFailure } from '../integration/failure.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { formatInstant } from '../integration/tag-fields.ts';

/**
 * The events of one integration: a published access token, and changes of its state. A lasting failure or a second
 * success is no change. A failure of other credentials, or a failure that another person must fix, is a new failure.
 *
 * @param before the state before the work; undefined if the rotator could not read it
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
  const rejected = newlyRejected(before, after);
  const allRejected = after.status?.state === 'rejected';
  const failureBefore = failureOf(before);
  const failure = failureOf(after);
  if (failure !== undefined && !isSameFailure(failureBefore, failure)) {
    const { state, code } = failure.status;
    events.push({ detailType: DetailType.rotationFailed, detail: { ...common, state, code } });
  }
  for (const name of allRejected ? [] : rejected) {
    events.push({
      detailType: DetailType.rotationFailed,
      detail: { ...common, state: after.status?.state, code: 'CredentialRejected', credential: name },
    });
  }
  if (failureBefore !== undefined && after.status?.state === 'fresh') {
    events.push({
      detailType: DetailType.rotationRecovered,
      detail: { ...common, code: failureBefore.status.code },
    });
  }
  const isNewVersion =
    after.acceptedVersion !== undefined && after.acceptedVersion !== before.acceptedVersion;
  if (isNewVersion && !isNothingNewAccepted(after)) {
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
  return events;
}

function newlyRejected(before: IntegrationState, after: IntegrationState): readonly string[] {
  return after.credentials
    .filter(
      (credential) =>
        credential.state === 'rejected' &&
        !before.credentials.some(
          (known) =>
            known.name === credential.name &&
            known.versionId === credential.versionId &&
            known.state === 'rejected',
        ),
    )
    .map((credential) => credential.name);
}
