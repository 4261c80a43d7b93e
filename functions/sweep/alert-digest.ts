import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';

/** Maximum number of integrations of a sweep for which the warner starts immediately, each with its own alerts. */
const SINGLE_ALERTS = 5;
/**
 * Maximum number of integrations in one digest: their names fit into an event, and the warner sends their alerts within
 * a second.
 */
const DIGEST_SIZE = 1_000;

/** The events on which the rules of the event bus start the warner. */
const alertTypes: ReadonlySet<string> = new Set([
  DetailType.rotationFailed,
  DetailType.rotationRecovered,
  DetailType.refreshTokenAccepted,
  DetailType.refreshTokenNotRenewed,
  DetailType.contested,
  DetailType.contestEnded,
]);

/** Limits how often the events of a sweep start the warner. */
export interface AlertDigest {
  /** Names an integration in the next digest, because an alert is due although its state does not change. */
  note(integration: string): void;
  /** Returns the events to send for one integration, followed by a digest when it is full. */
  add(integration: string, events: readonly RotatorEvent[]): readonly RotatorEvent[];
  /** Returns the last digests, at the end of the sweep; empty if no integration waits for a digest. */
  rest(): readonly RotatorEvent[];
}

/**
 * The rules of the event bus start the warner for an integration, and the warner sends all alerts of that integration.
 * Two events would start two runs at the same moment, and both would send the same alerts. So at most one event of an
 * integration starts the warner. The other events carry `digest: true`, and the rules ignore events with this field.
 *
 * When an Alation instance is down, thousands of integrations fail within minutes. SNS disables an e-mail subscription
 * above ten messages a second. So after the first five integrations of a sweep all events carry `digest: true`, and
 * `Alerts Due` events name their integrations together.
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
      const first = events.find(isAlert);
      if (first === undefined) return events;
      if (!pending.has(integration)) alerted += 1;
      if (!pending.has(integration) && alerted <= SINGLE_ALERTS) return markAlertsBut(first, events);
      pending.add(integration);
      const marked = markAlertsBut(undefined, events);
      return pending.size < DIGEST_SIZE ? marked : [...marked, ...digests()];
    },
    rest: digests,
  };
}

function isAlert({ detailType }: RotatorEvent): boolean {
  return alertTypes.has(detailType);
}

/** Adds `digest: true` to every alert but `unmarked`. */
function markAlertsBut(
  unmarked: RotatorEvent | undefined,
  events: readonly RotatorEvent[],
): readonly RotatorEvent[] {
  return events.map((event) =>
    event === unmarked || !isAlert(event) ? event : { ...event, detail: { ...event.detail, digest: true } },
  );
}
