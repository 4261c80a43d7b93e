import { DetailType, EventSource } from '../../functions/contract.ts';
import type { BusEvent } from '../aws/events/event-store.ts';

/** The functions of the stack. */
export type FunctionName = 'rotator' | 'warner';

/** The function that an event starts by the rules of the stack; undefined for an event that starts no function. */
export function routeOf(
  event: Pick<BusEvent, 'source' | 'detail-type' | 'detail'>,
): FunctionName | undefined {
  if (event['detail-type'] === DetailType.rotationRequested) return 'rotator';
  if (event.source !== EventSource) return undefined;
  switch (event['detail-type']) {
    case DetailType.rotationFailed:
    case DetailType.rotationRecovered:
    case DetailType.refreshTokenAccepted:
    case DetailType.refreshTokenNotRenewed:
    case DetailType.contested:
    case DetailType.contestEnded:
      return 'digest' in event.detail ? undefined : 'warner';
    case DetailType.alertsDue:
      return 'warner';
    default:
      return undefined;
  }
}
