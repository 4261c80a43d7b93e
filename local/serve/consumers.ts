import { HOUR_MS, SECOND_MS } from '../../functions/time.ts';
import { createConsumer, type ConsumerDependencies } from '../run/consumer.ts';
import type { Recorder } from '../timeline/recorder.ts';

/** If a fault delays a response, the consumer gives up after this time, because the next run waits for the consumer. */
const TIME_LIMIT_MS = 2 * SECOND_MS;

/** Programs that use the access tokens. */
export interface Consumers {
  /** Makes each consumer read that did not yet read in this hour. Call this method after each run. */
  readIfDue(): Promise<void>;
}

/** Dependencies of the consumers. */
export interface ConsumersDependencies extends ConsumerDependencies {
  readonly integrations: readonly string[];
  /** The access token that consumers of an integration read now. */
  readonly published: (integration: string) => string | undefined;
  readonly recorder: Pick<Recorder, 'read'>;
}

/** A consumer for each integration. After the first access token is published, the consumer reads once an hour. */
export function createConsumers(deps: ConsumersDependencies): Consumers {
  const { integrations, published, recorder, clock, secretsManager } = deps;
  const fetch: typeof globalThis.fetch = (url, init) =>
    deps.fetch(url, { ...init, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  const startMs = clock.now();
  const all = integrations.map((integration) => ({
    integration,
    consumer: createConsumer(integration, { secretsManager, fetch, clock }),
    lastHour: -1,
  }));
  return {
    readIfDue: async () => {
      const hour = Math.floor((clock.now() - startMs) / HOUR_MS);
      for (const one of all) {
        if (hour === one.lastHour || published(one.integration) === undefined) continue;
        one.lastHour = hour;
        // `read` rejects if no response arrives, or if the secret has no valid value. These reads have failed.
        recorder.read(one.integration, await one.consumer.read().catch(() => 'failed' as const));
      }
    },
  };
}
