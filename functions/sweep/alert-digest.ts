import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';

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
 * Rules of the event bus start the warner on what happens to an integration, and it then tells of all that happened to
 * it. Two events of one integration would start it twice at the same moment, and both runs would say the same. So at
 * most one of them starts it: the others are marked with `digest`, for the rules to pass over.
 *
 * When thousands fail in the same minutes, because their Alation is down, a message each would be the end of it: SNS
 * switches an e-mail subscription off above ten a second. So after the first few integrations of a sweep all events are
 * marked, and an `Alerts Due` event names their integrations together.
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
      const first = events.find(isAlerting);
      if (first === undefined) return events;
      told += 1;
      if (told <= TOLD_AT_ONCE) return markedBut(first, events);
      waiting.push(integration);
      const marked = markedBut(undefined, events);
      return waiting.length < DIGEST_SIZE ? marked : [...marked, ...take()];
    },
    rest: take,
  };
}

function isAlerting({ detailType }: RotatorEvent): boolean {
  return alerting.has(detailType);
}

/** The same events, with all that would start the warner marked but one. */
function markedBut(
  starting: RotatorEvent | undefined,
  events: readonly RotatorEvent[],
): readonly RotatorEvent[] {
  return events.map((event) =>
    event === starting || !isAlerting(event)
      ? event
      : { ...event, detail: { ...event.detail, digest: true } },
  );
}
