import { DetailType } from '../contract.ts';
import { isNothingNewAccepted } from '../integration/acceptance.ts';
import { failureOf, isSameFailure } from '../integration/failure.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { formatInstant } from '../integration/tag-fields.ts';

/**
 * The events that follow from working on one integration: what was published, and changes of state. Nothing is said
 * twice: a failure that lasts, or a success after a success, is no change. A failure of other credentials, or one that
 * somebody else must mend, is another failure.
 *
 * @param before the state when the work began; undefined when it could not be read
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
  const failed = failureOf(before);
  const fails = failureOf(after);
  if (fails !== undefined && !isSameFailure(failed, fails)) {
    const { state, code } = fails.status;
    events.push({ detailType: DetailType.rotationFailed, detail: { ...common, state, code } });
  }
  for (const name of allRejected ? [] : rejected) {
    events.push({
      detailType: DetailType.rotationFailed,
      detail: { ...common, state: after.status?.state, code: 'CredentialRejected', credential: name },
    });
  }
  if (failed !== undefined && after.status?.state === 'fresh') {
    events.push({
      detailType: DetailType.rotationRecovered,
      detail: { ...common, code: failed.status.code },
    });
  }
  const isAnotherVersion =
    after.acceptedVersion !== undefined && after.acceptedVersion !== before.acceptedVersion;
  if (isAnotherVersion && !isNothingNewAccepted(after)) {
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
