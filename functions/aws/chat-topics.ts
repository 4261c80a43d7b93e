import type { Severity } from '../contract.ts';
import type { Alert, AlertTopic } from '../integration/ports.ts';

/** What a chat channel wants to hear of; a list left out lets everything through. */
export interface ChatFilter {
  readonly owners?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
}

/** The topic of a chat channel. */
export interface ChatTopic {
  readonly topic: AlertTopic;
  readonly filter: ChatFilter;
}

/** Hears of an alert that a chat topic refused, and why. */
export type OnRefused = (error: unknown, alert: Alert) => void;

/**
 * One `AlertTopic` of the alert topic and those of chat. A chat channel's subscription is made by AWS and takes no
 * filter policy, so what it wants to hear is chosen here.
 *
 * An alert is published as soon as the alert topic took it. What chat refuses is not sent again: the SDK has tried it
 * three times, and to say the alert again would mail it again, in every run for as long as the channel is broken.
 *
 * @param onRefused what to do about such a refusal; it is thrown when this is left out
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
        if (!wants(filter, alert)) continue;
        try {
          await topic.publish(alert);
        } catch (error) {
          onRefused(error, alert);
        }
      }
    },
    /** A channel with a filter does not count: what it does not want would reach nobody. */
    async confirmedSubscriptions() {
      const everything = chatTopics.filter(({ filter }) => !filter.owners && !filter.severities);
      const counts = await Promise.all(
        [main, ...everything.map(({ topic }) => topic)].map((topic) => topic.confirmedSubscriptions()),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

function wants({ owners, severities }: ChatFilter, { owner, severity }: Alert): boolean {
  const ownerFits = owners === undefined || (owner !== undefined && owners.includes(owner));
  return ownerFits && (severities === undefined || severities.includes(severity));
}

function rethrow(error: unknown): never {
  throw error;
}
