import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../rotation/ports.ts';
import { formatInstant } from '../rotation/tag-fields.ts';
import type { NoticedCredential } from './notice.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import { daysLeft, EXPIRED_STAGE } from './warning-stage.ts';

/**
 * The events of what was said about expiry. Changes of state are the rotator's events, sent when they happen. What may
 * have expired is still expiring, at stage 0: programs act on the detail-type, and it may mint as before.
 */
export function expiryEvents(about: NoticedIntegration, now: number): readonly RotatorEvent[] {
  return about.notices.flatMap((notice): RotatorEvent[] => {
    switch (notice.kind) {
      case 'refresh-token-expired':
        return [{ detailType: DetailType.refreshTokenExpired, detail: detailOf(about, notice.credential) }];
      case 'refresh-token-expiring':
      case 'refresh-token-perhaps-expired': {
        const stage = notice.kind === 'refresh-token-expiring' ? notice.stage : EXPIRED_STAGE;
        const left = daysLeft(notice.credential.expiresAt ?? now, now);
        return [
          {
            detailType: DetailType.refreshTokenExpiring,
            detail: { ...detailOf(about, notice.credential), stage, daysLeft: left },
          },
        ];
      }
      default:
        return [];
    }
  });
}

function detailOf(
  { integration, owner }: NoticedIntegration,
  { name, expiresAt, expirySource }: NoticedCredential,
): RotatorEvent['detail'] {
  return {
    integration,
    owner,
    credential: name,
    ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
    expirySource,
  };
}
