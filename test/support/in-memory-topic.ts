import type { Alert, AlertTopic } from '../../functions/integration/ports.ts';

/** An `AlertTopic` in memory. */
export interface InMemoryTopic extends AlertTopic {
  /** What was published, oldest first. */
  readonly alerts: readonly Alert[];
  /** Whether to accept alerts; true at first. */
  accepts: (alert: Alert) => boolean;
}

/** Makes a topic with one confirmed subscription. */
export function inMemoryTopic(): InMemoryTopic {
  const alerts: Alert[] = [];
  const topic: InMemoryTopic = {
    alerts,
    accepts: () => true,
    async publish(alert) {
      if (!topic.accepts(alert)) throw new Error('the topic is away');
      alerts.push(alert);
    },
    confirmedSubscriptions: async () => 1,
  };
  return topic;
}
