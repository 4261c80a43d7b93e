import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { type AccessToken, AccessTokenClient } from '../../../clients/typescript/src/index.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../functions/time.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { type MovableClock, movableClock } from '../../../local/clock.ts';

export const SECRET = 'alation/tableau/access-token';
const START = Date.parse('2026-11-24T08:00:00.000Z');

/** A client under test, and the AWS that the client reads. */
export interface CaseWorld {
  readonly aws: LocalAws;
  readonly clock: MovableClock;
  readonly client: AccessTokenClient;
  /** The access tokens that the client returned. */
  readonly got: Map<string, AccessToken>;
  /** Number of reads of the secret so far. */
  reads(): number;
  /** The waits of the client so far, in seconds. */
  waited(): readonly number[];
  /** Called in each wait, with its number from 1. */
  onWait: (wait: number) => Promise<void>;
  publish(value: object | string): Promise<void>;
  deleteSecret(): Promise<void>;
  /** Resolves when the client has processed its last read. */
  finishReads(): Promise<void>;
}

/** A client of Secrets Manager that does not retry. */
export function connect({ url, region }: LocalAws): SecretsManagerClient {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
  return new SecretsManagerClient({ endpoint: url, region, credentials, maxAttempts: 1 });
}

/** Starts an AWS with an empty secret. The client's clock is this many hours ahead of the clock of AWS. */
export async function caseWorld(aheadHours = 0): Promise<CaseWorld> {
  const clock = movableClock(START);
  const now = () => clock.now() + aheadHours * HOUR_MS;
  // The SDK compares its clock with the Date of responses.
  const systemTime = vi.spyOn(Date, 'now').mockImplementation(now);
  const aws = await startLocalAws({ clock });
  const [operator, consumer] = [connect(aws), connect(aws)];
  onTestFinished(async () => {
    systemTime.mockRestore();
    for (const client of [operator, consumer]) client.destroy();
    await aws.close();
  });
  await operator.send(new CreateSecretCommand({ Name: SECRET }));

  let reads = 0;
  let last: Promise<unknown> = Promise.resolve();
  consumer.middlewareStack.add(
    (next) => (request) => {
      reads += 1;
      const read = next(request);
      last = read.catch(() => undefined);
      return read;
    },
    { step: 'initialize' },
  );
  const waited: number[] = [];
  const world: CaseWorld = {
    aws,
    clock,
    client: new AccessTokenClient({
      secretId: SECRET,
      secretsManager: () => consumer,
      now,
      random: () => 0.5,
      sleep: async (ms) => {
        waited.push(ms / SECOND_MS);
        await clock.advance(ms);
        await world.onWait(waited.length);
      },
    }),
    got: new Map(),
    reads: () => reads,
    waited: () => waited,
    onWait: async () => undefined,
    publish: async (value) => {
      const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
      await operator.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
    },
    deleteSecret: async () => {
      await operator.send(new DeleteSecretCommand({ SecretId: SECRET }));
    },
    finishReads: async () => {
      await last;
      await setImmediate();
    },
  };
  return world;
}

/** The document of an access token that was just minted, as the rotator publishes it. */
export function documentOf(
  accessToken: string,
  issuedAt: number,
  lifetimeMinutes = 24 * 60,
): Record<string, unknown> {
  return {
    version: '2',
    access_token: accessToken,
    token_type: 'APIAccessToken',
    header_name: 'TOKEN',
    header_value: accessToken,
    issued_at: new Date(issuedAt).toISOString(),
    expires_at: new Date(issuedAt + lifetimeMinutes * MINUTE_MS).toISOString(),
    base_url: 'https://acme.alationcloud.com',
    credential: 'default',
    alation_user_id: '102',
  };
}
