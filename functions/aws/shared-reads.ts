import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock, SecretValue } from '../integration/ports.ts';
import { MAX_BATCH, readSecretValues } from './read-secret-values.ts';

/** How long a read waits for other reads, in ms. */
const SHARED_MS = 50;

type Values = readonly (SecretValue | undefined)[];

/** Reads that wait to be sent in one request. */
interface Batch {
  readonly names: string[];
  readonly send: () => void;
  readonly values: Promise<Values>;
}

/**
 * Reads like `readSecretValues`. Reads that begin within 50 ms share one BatchGetSecretValue: an account may send 100 of
 * these requests a second, each for at most 20 secrets. If a secret cannot be read, all reads of its request fail.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export function sharedReads(
  client: SecretsManagerClient,
  clock: Pick<Clock, 'sleep'>,
): (names: readonly string[]) => Promise<Values> {
  let open: Batch | undefined;
  const begin = (): Batch => {
    const names: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const send = () => {
      if (open === batch) open = undefined;
      resolve();
    };
    const batch = { names, send, values: promise.then(() => readSecretValues(client, names)) };
    void clock.sleep(SHARED_MS).then(send);
    return batch;
  };
  return async (names) => {
    const batch = (open ??= begin());
    const end = batch.names.push(...names);
    if (end + names.length > MAX_BATCH) batch.send();
    return (await batch.values).slice(end - names.length, end);
  };
}
