import { AlarmName, AlertAttribute } from '../../functions/contract.ts';
import { type FilterPolicy, passesFilter } from '../../functions/integration/filter-policy.ts';
import type { AlertSubscription } from '../../functions/integration/alert-subscription.ts';
import { countGaps, recipientGaps } from '../../functions/warning/who-receives.ts';
import { story, timeOf } from './story.ts';
import type { Story } from './story.ts';

/** A story with subscriptions of the alert topic and the alarm about them. */
export interface SubscribedStory extends Story {
  /** Subscribes an address and confirms it. The filter policy replaces an earlier filter policy of the address. */
  subscribe(name: string, filter?: FilterPolicy): void;
  /** Ends a subscription, as the link in a mail does. */
  unsubscribe(name: string): void;
  /** Every alert and each change of the alarm so far, with its recipients: `day 46 08:00 warning: <subject> to oncall`. */
  received(): readonly string[];
}

const subjects = [
  { integration: 'demo', owner: 'bi' },
  { integration: 'loader', owner: 'platform' },
] as const;

/**
 * Begins a story with two integrations, `demo` of `bi` and `loader` of `platform`. Each refresh token is replaced a day
 * after its 7-day warning. Each daily run counts the alerts and alarms without a recipient. As in the stack, the alarm
 * ignores the first daily run and fires if a later run counts more than 0.
 *
 * @param declared the addresses that the settings declare
 */
export function subscribedStory(declared: readonly string[]): SubscribedStory {
  const subscriptions = new Map<string, AlertSubscription>();
  const received: string[] = [];
  let fires = false;

  const record = (what: string, attributes: Readonly<Record<string, readonly string[]>>): void => {
    const recipients = [...subscriptions]
      .filter(([, { state, filter }]) => state === 'confirmed' && passesFilter(filter, attributes))
      .map(([name]) => name);
    received.push(`${timeOf(simulated.clock.now())} ${what} to ${recipients.join(' and ') || 'nobody'}`);
  };
  const simulated = story({
    onAlert: ({ severity, subject, owner, integrations }) =>
      record(`${severity}: ${subject}`, {
        [AlertAttribute.severity]: [severity],
        [AlertAttribute.integrations]: integrations,
        ...(owner !== undefined && { [AlertAttribute.owner]: [owner] }),
      }),
  });
  const evaluateAlarm = (): void => {
    const names = declared.map((name) => `email ${name}`);
    if (countGaps(recipientGaps([...subscriptions.values()], names, subjects)) > 0 === fires) return;
    fires = !fires;
    // A message of CloudWatch has no attributes.
    record(`alarm ${AlarmName.nobodySubscribed} ${fires ? 'fires' : 'ends'}`, {});
  };
  for (let day = 1; day < 75; day++) simulated.on(day, '08:00', evaluateAlarm);
  for (const { integration, owner } of subjects) simulated.add(integration, owner);
  const store = (integration: string, lifetimeDays: number): void =>
    simulated.storeCredentials(integration, [simulated.refreshToken('default', lifetimeDays)]);
  store('demo', 60);
  store('loader', 64);
  simulated.on(53, '10:00', () => store('demo', 100));
  simulated.on(57, '10:00', () => store('loader', 100));

  const set = (name: string, state: AlertSubscription['state'], filter: FilterPolicy): void =>
    void subscriptions.set(name, { protocol: 'email', endpoint: name, state, filter, isProtected: false });
  return {
    ...simulated,
    subscribe: (name, filter = {}) => set(name, 'confirmed', filter),
    unsubscribe: (name) => set(name, 'deleted', {}),
    received: () => received,
  };
}
