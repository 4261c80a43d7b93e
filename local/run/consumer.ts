import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { HOUR_MS } from '../../functions/time.ts';
import type { Clock } from '../clock.ts';
import { accessTokenSecret } from '../installation/names.ts';
import type { ReadOutcome } from '../timeline/read-history.ts';

/** Time for which a consumer caches the secret. */
const CACHE_MS = 4 * HOUR_MS;

const published = z.object({ base_url: z.string(), header_name: z.string(), header_value: z.string() });

/** A program that uses an integration's access token. */
export interface Consumer {
  /** Reads from Alation. If the read fails, reads the secret again and retries once. */
  read(): Promise<ReadOutcome>;
}

/** Dependencies of a consumer. */
export interface ConsumerDependencies {
  readonly secretsManager: SecretsManagerClient;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/**
 * A consumer without the client. The consumer caches the secret for 4 hours, longer than docs/consumers.md recommends. After a
 * failed read, the consumer reads the secret again and retries once.
 */
export function createConsumer(integration: string, deps: ConsumerDependencies): Consumer {
  const { secretsManager, clock } = deps;
  let cached: { readonly at: number; readonly value: z.infer<typeof published> } | undefined;

  const readSecret = async () => {
    try {
      const { SecretString } = await secretsManager.send(
        new GetSecretValueCommand({ SecretId: accessTokenSecret(integration) }),
      );
      return { at: clock.now(), value: published.parse(JSON.parse(SecretString ?? '')) };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
  const isAccepted = async (): Promise<boolean> => {
    if (cached === undefined) return false;
    const { base_url, header_name, header_value } = cached.value;
    const response = await deps.fetch(`${base_url}/integration/v1/userinfo/`, {
      headers: { [header_name]: header_value },
    });
    await response.arrayBuffer();
    return response.ok;
  };

  return {
    read: async () => {
      if (cached === undefined || clock.now() - cached.at >= CACHE_MS) cached = await readSecret();
      if (await isAccepted()) return 'accepted';
      cached = await readSecret();
      return (await isAccepted()) ? 'accepted-later' : 'failed';
    },
  };
}
