import { DetailType } from '../contract.ts';
import type { RotatorEvent } from './ports.ts';

/** Integrations of one sweep that the warner tells of at once, each in a message of its own. */
const TOLD_AT_ONCE = 5;
/** Integrations of one digest: their names fit into an event, and its messages leave within a second. */
const DIGEST_SIZE = 1_000;

/** The events of a sweep on which the warner tells somebody something. */
const alerting: ReadonlySet<string> = new Set([
  DetailType.rotationFailed,
  DetailType.rotationRecovered,
  DetailType.refreshTokenAccepted,
]);

/** Keeps the alerts of a sweep to a number that people and SNS can take. */
export interface AlertDigest {
  /** The events of one integration, as they are to be sent, and a digest when that is full. */
  add(integration: string, events: readonly RotatorEvent[]): readonly RotatorEvent[];
  /** The last digest, at the end of the sweep. */
  rest(): readonly RotatorEvent[];
}

/**
 * Rules of the event bus start the warner on what happens to an integration. When thousands fail in the same minutes,
 * because their Alation is down, a message each would be the end of it: SNS switches an e-mail subscription off above
 * ten a second. So after the first few of a sweep the events are marked with `digest`, for the rules to pass over, and
 * an `Alerts Due` event names their integrations together.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/sns.html
 */
export function alertDigest(): AlertDigest {
  let told = 0;
  let waiting: string[] = [];
  const take = (): RotatorEvent[] => {
    const integrations = waiting;
    waiting = [];
    return integrations.length === 0 ? [] : [{ detailType: DetailType.alertsDue, detail: { integrations } }];
  };
  return {
    add(integration, events) {
      if (!events.some(({ detailType }) => alerting.has(detailType))) return events;
      told += 1;
      if (told <= TOLD_AT_ONCE) return events;
      waiting.push(integration);
      const marked = events.map((event) =>
        alerting.has(event.detailType) ? { ...event, detail: { ...event.detail, digest: true } } : event,
      );
      return waiting.length < DIGEST_SIZE ? marked : [...marked, ...take()];
    },
    rest: take,
  };
}
