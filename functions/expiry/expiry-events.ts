import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../rotation/ports.ts';
import { formatInstant } from '../rotation/tag-fields.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import { daysLeft } from './warning-stage.ts';

/** The events of what was said about expiry. Changes of state are the rotator's events, sent when they happen. */
export function expiryEvents(about: NoticedIntegration, now: number): readonly RotatorEvent[] {
  return about.notices.flatMap((notice): RotatorEvent[] => {
    if (notice.kind !== 'refresh-token-expiring' && notice.kind !== 'refresh-token-expired') return [];
    const { name, expiresAt, expirySource } = notice.credential;
    const detail = {
      integration: about.integration,
      owner: about.owner,
      credential: name,
      ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
      expirySource,
    };
    return notice.kind === 'refresh-token-expired'
      ? [{ detailType: DetailType.refreshTokenExpired, detail }]
      : [
          {
            detailType: DetailType.refreshTokenExpiring,
            detail: { ...detail, stage: notice.stage, daysLeft: daysLeft(expiresAt ?? now, now) },
          },
        ];
  });
}
