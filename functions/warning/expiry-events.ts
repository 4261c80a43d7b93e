import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import type { NotificationCredential } from './notification.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import { daysLeft, EXPIRED_STAGE } from './warning-stage.ts';

/**
 * The events of what was said about expiry. Changes of state are the rotator's events, sent when they happen. What may
 * have expired is still expiring, at stage 0: programs act on the detail-type, and it may mint as before.
 */
export function expiryEvents(about: IntegrationNotifications, now: number): readonly RotatorEvent[] {
  return about.notifications.flatMap((notification): RotatorEvent[] => {
    switch (notification.kind) {
      case 'refresh-token-expired':
        return [
          { detailType: DetailType.refreshTokenExpired, detail: detailOf(about, notification.credential) },
        ];
      case 'refresh-token-expiring':
      case 'refresh-token-expiry-estimated': {
        const stage = notification.kind === 'refresh-token-expiring' ? notification.stage : EXPIRED_STAGE;
        const left = daysLeft(notification.credential.expiresAt ?? now, now);
        return [
          {
            detailType: DetailType.refreshTokenExpiring,
            detail: { ...detailOf(about, notification.credential), stage, daysLeft: left },
          },
        ];
      }
      default:
        return [];
    }
  });
}

function detailOf(
  { integration, owner }: IntegrationNotifications,
  { name, expiresAt, expirySource }: NotificationCredential,
): RotatorEvent['detail'] {
  return {
    integration,
    owner,
    credential: name,
    ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
    expirySource,
  };
}
