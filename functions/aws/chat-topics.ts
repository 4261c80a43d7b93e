import type { Severity } from '../contract.ts';
import type { Alert, AlertTopic } from '../integration/ports.ts';

/** Which alerts a chat channel receives. A missing list allows every alert. */
export interface ChatFilter {
  readonly owners?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
}

/** The topic of a chat channel and its filter. */
export interface ChatTopic {
  readonly topic: AlertTopic;
  readonly filter: ChatFilter;
}

/** Called with the error and the alert if a chat topic refuses an alert. */
export type OnRefused = (error: unknown, alert: Alert) => void;

/**
 * Combines the alert topic and the chat topics into one `AlertTopic`. AWS makes the subscription of a chat channel, and
 * this subscription has no filter policy. Therefore `publish` applies the filter.
 *
 * An alert counts as published once the alert topic accepts it. An alert that a chat topic refuses is not sent again:
 * the SDK has already retried a transient failure, and each further run would also send the e-mail again.
 *
 * @param onRefused called for such a refusal; the default throws the error
 */
export function withChatTopics(
  main: AlertTopic,
  chatTopics: readonly ChatTopic[],
  onRefused: OnRefused = rethrow,
): AlertTopic {
  return {
    async publish(alert) {
      await main.publish(alert);
      for (const { topic, filter } of chatTopics) {
        if (!passes(filter, alert)) continue;
        try {
          await topic.publish(alert);
        } catch (error) {
          onRefused(error, alert);
        }
      }
    },
  };
}

function passes({ owners, severities }: ChatFilter, { owner, severity }: Alert): boolean {
  const ownerPasses = owners === undefined || (owner !== undefined && owners.includes(owner));
  return ownerPasses && (severities === undefined || severities.includes(severity));
}

function rethrow(error: unknown): never {
  throw error;
}
