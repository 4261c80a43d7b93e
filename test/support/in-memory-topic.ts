import type { Alert, AlertTopic } from '../../functions/integration/ports.ts';

/** An `AlertTopic` in memory. */
export interface InMemoryTopic extends AlertTopic {
  /** Published alerts, oldest first. */
  readonly alerts: readonly Alert[];
  /** Whether the topic accepts this alert. By default the topic accepts every alert. */
  accepts: (alert: Alert) => boolean;
}

/** Creates a topic. */
export function inMemoryTopic(): InMemoryTopic {
  const alerts: Alert[] = [];
  const topic: InMemoryTopic = {
    alerts,
    accepts: () => true,
    async publish(alert) {
      if (!topic.accepts(alert)) throw new Error('the topic is unavailable');
      alerts.push(alert);
    },
  };
  return topic;
}
