import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import type { NotificationCredential } from './notification.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import { daysLeft, EXPIRED_STAGE } from './warning-stage.ts';

/**
 * The events for sent notifications of expiry. The rotator itself puts the events for changes of state. An estimated
 * expiry is `Refresh Token Expiring` at stage 0, because programs act on `Refresh Token Expired`.
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
