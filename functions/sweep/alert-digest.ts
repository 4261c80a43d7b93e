import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';

/** Maximum number of integrations of a sweep whose own events start the warner. */
const SINGLE_ALERTS = 5;
/**
 * Maximum number of integrations in one digest: their names fit into an event, and one run of the warner sends their
 * alerts.
 */
const DIGEST_SIZE = 1_000;

/** The events about one integration on which the rules of the event bus start the warner. */
const alertEventTypes: ReadonlySet<string> = new Set([
  DetailType.rotationFailed,
  DetailType.rotationRecovered,
  DetailType.refreshTokenAccepted,
  DetailType.refreshTokenNotRenewed,
  DetailType.contested,
  DetailType.contestEnded,
]);

/** Limits how often the events of a sweep start the warner. */
export interface AlertDigest {
  /** Names an integration in the next digest: an alert is due although the integration's state does not change. */
  note(integration: string): void;
  /** Returns the events to send for one integration, followed by the digests when 1,000 integrations wait for a digest. */
  add(integration: string, events: readonly RotatorEvent[]): readonly RotatorEvent[];
  /** Returns the last digests, at the end of the sweep; empty if no integration waits for a digest. */
  rest(): readonly RotatorEvent[];
}

/**
 * The rules of the event bus start the warner for an integration, and the warner sends all alerts of that integration.
 * Two events would start two runs at the same moment, and both would send the same alerts. So at most one event of each
 * `add` starts the warner. The other events carry `digest: true`, and the rules ignore events with this field.
 *
 * When an Alation instance is down, thousands of integrations fail within minutes. SNS disables an e-mail subscription
 * above ten messages a second. So only the first five integrations of a sweep start the warner with their own events.
 * The events in `alertEventTypes` of the other integrations carry `digest: true`, and `Alerts Due` events name these
 * integrations.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/sns.html
 */
export function alertDigest(): AlertDigest {
  let alerted = 0;
  const pending = new Set<string>();
  const digests = (): RotatorEvent[] => {
    const names = [...pending];
    pending.clear();
    return Array.from({ length: Math.ceil(names.length / DIGEST_SIZE) }, (_, at) => ({
      detailType: DetailType.alertsDue,
      detail: { integrations: names.slice(at * DIGEST_SIZE, (at + 1) * DIGEST_SIZE) },
    }));
  };
  return {
    note(integration) {
      pending.add(integration);
    },
    add(integration, events) {
      const first = events.find(isAlertEvent);
      if (first === undefined) return events;
      if (!pending.has(integration)) alerted += 1;
      if (!pending.has(integration) && alerted <= SINGLE_ALERTS) return markAlertEvents(events, first);
      pending.add(integration);
      const marked = markAlertEvents(events);
      return pending.size < DIGEST_SIZE ? marked : [...marked, ...digests()];
    },
    rest: digests,
  };
}

function isAlertEvent({ detailType }: RotatorEvent): boolean {
  return alertEventTypes.has(detailType);
}

/** Adds `digest: true` to every alert event except `unmarked`. */
function markAlertEvents(events: readonly RotatorEvent[], unmarked?: RotatorEvent): readonly RotatorEvent[] {
  return events.map((event) =>
    event === unmarked || !isAlertEvent(event)
      ? event
      : { ...event, detail: { ...event.detail, digest: true } },
  );
}
