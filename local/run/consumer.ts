import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { accessTokenSecret } from '../installation/names.ts';

/** How long a consumer keeps what it read. */
const CACHE_MS = 4 * 3_600_000;

const published = z.object({ base_url: z.string(), header_name: z.string(), header_value: z.string() });

/** What came of a consumer's reads. */
export interface ConsumerTally {
  /** Calls to Alation with what Secrets Manager held. */
  readonly reads: number;
  /** Reads that Alation refused, also after the secret was read again. */
  readonly failures: number;
  /** Reads that worked, but only after the secret was read again. */
  readonly secondReads: number;
}

/** A program that uses an integration's access token. */
export interface Consumer {
  /** Calls a protected endpoint of Alation once; true when it was let in. */
  read(): Promise<boolean>;
  tally(): ConsumerTally;
}

/** What a consumer works with. */
export interface ConsumerDependencies {
  readonly secretsManager: SecretsManagerClient;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/**
 * A consumer as the README tells people to write one: it keeps what it read for some hours, and when Alation refuses
 * it, it reads the secret once more and tries again.
 */
export function createConsumer(integration: string, deps: ConsumerDependencies): Consumer {
  const { secretsManager, clock } = deps;
  let reads = 0;
  let failures = 0;
  let secondReads = 0;
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
  const isLetIn = async (): Promise<boolean> => {
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
      reads += 1;
      if (cached === undefined || clock.now() - cached.at >= CACHE_MS) cached = await readSecret();
      if (await isLetIn()) return true;
      cached = await readSecret();
      const worked = await isLetIn();
      if (worked) secondReads += 1;
      else failures += 1;
      return worked;
    },
    tally: () => ({ reads, failures, secondReads }),
  };
}
