import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AccessTokenClient, alationFetch } from '../../../clients/typescript/src/index.ts';
import { accessTokenSecret } from '../../../local/installation/names.ts';
import type { Deployment } from '../../handlers/deployment.ts';
import { awsConnection } from '../../support/aws-clients.ts';

/** Real ms for each second that the client waits, so that tests are faster. */
const REAL_MS_PER_SECOND = 100;

/** A program that calls Alation through the client every 10 ms. */
export interface Consumer {
  /** Status codes of the ended calls. */
  readonly statuses: readonly number[];
  /** Resolves when the program uses this version of the secret, and its calls with another version have ended. */
  uses(versionId: string): Promise<void>;
  /** Resolves when every call has ended. */
  stop(): Promise<void>;
}

/** A client for the integration `tableau` of a deployment. */
export function clientOf(
  { aws, clock }: Deployment,
  secretsManager = new SecretsManagerClient(awsConnection(aws.url, aws.region)),
): AccessTokenClient {
  return new AccessTokenClient({
    secretId: accessTokenSecret('tableau'),
    secretsManager: () => secretsManager,
    now: clock.now,
    sleep: (ms) => sleep((ms / 1_000) * REAL_MS_PER_SECOND),
    random: () => 0.5,
  });
}

/** Starts the program. */
export function startConsumer(deployment: Deployment): Consumer {
  const client = clientOf(deployment);
  const call = alationFetch(client);
  const statuses: number[] = [];
  const running = new Set<Promise<void>>();
  const callOnce = async (): Promise<void> => {
    const response = await call('/integration/v1/userinfo/');
    await response.arrayBuffer();
    statuses.push(response.status);
  };
  const timer = setInterval(() => {
    const one = callOnce();
    running.add(one);
    void one.finally(() => running.delete(one));
  }, 10);
  return {
    statuses,
    async uses(versionId) {
      while ((await client.get()).versionId !== versionId) await sleep(5);
      await Promise.all(running);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}
