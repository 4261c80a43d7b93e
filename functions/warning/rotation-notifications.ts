import { FAILURE_KINDS, failureOf } from '../integration/failure.ts';
import type { FailureKind } from '../integration/failure.ts';
import type { IntegrationState, RotationStatus } from '../integration/integration-state.ts';
import type { Notification } from './notification.ts';
import type { NotificationState } from './notification-state.ts';

/** Due notifications about rotation, and the notification state once they are sent. */
export type RotationNotifications = {
  readonly notifications: readonly Notification[];
} & Pick<NotificationState, 'state' | 'failure'>;

/** Decides whether a failure of rotation or a recovery is due. Each failure is sent once. `failureOf` distinguishes failures. */
export function rotationNotifications(
  integrationState: IntegrationState,
  sent: NotificationState,
): RotationNotifications {
  const failure = failureOf(integrationState);
  if (failure !== undefined) {
    const sentFailure = sent.failure?.versionId === failure.versionId ? sent.failure : undefined;
    const isSent = (kind: FailureKind) => sentFailure?.kinds.includes(kind) === true;
    return {
      notifications: isSent(failure.kind) ? [] : [failureNotification(failure.status)],
      state: failure.status.state,
      failure: {
        versionId: failure.versionId,
        kinds: FAILURE_KINDS.filter((kind) => kind === failure.kind || isSent(kind)),
      },
    };
  }
  const wasFailing = sent.state === 'failing' || sent.state === 'rejected';
  return wasFailing && integrationState.status?.state === 'fresh'
    ? { notifications: [{ kind: 'rotation-recovered' }], state: 'fresh', failure: undefined }
    : { notifications: [], state: sent.state, failure: sent.failure };
}

function failureNotification({ state, code, since }: RotationStatus): Notification {
  return state === 'rejected' ? { kind: 'all-rejected' } : { kind: 'rotation-failing', code, since };
}
