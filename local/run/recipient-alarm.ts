import { AlarmName, MetricName } from '../../functions/contract.ts';
import type { Metrics } from '../../functions/runtime/metrics.ts';
import { silentMetrics } from '../installation/silent.ts';
import type { MailSubscriptions, MailSubscription } from './mail-subscriptions.ts';
import type { Alarm } from './timeline.ts';

/**
 * Metrics of the warner that simulate the alarm `nobodySubscribed`. The alarm fires when the daily run finds an alert or
 * alarm without a recipient, or a declared subscription that receives nothing. The alarm ends when a later daily run
 * finds none of these.
 */
export function recipientAlarm(
  declared: readonly MailSubscription[],
  subscriptions: () => MailSubscriptions,
  show: (alarm: Alarm) => void,
): Metrics {
  let fires = false;
  return {
    ...silentMetrics,
    gauge: (name, value = 0) => {
      if (name !== MetricName.hearingGaps || fires === value > 0) return;
      fires = value > 0;
      const { alarmAddresses, isConfirmed } = subscriptions();
      const missing = declared.map(({ address }) => address).filter((address) => !isConfirmed(address));
      const what = fires
        ? `to ${alarmAddresses().join(', ')}: ${missing.join(', ')} receives nothing, because its subscription has ended`
        : 'ends: every declared subscription is confirmed';
      show({ kind: 'alarm', fires, sentence: `alarm ${AlarmName.nobodySubscribed} ${what}` });
    },
  };
}
