import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, expect, type TestContext } from 'vitest';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { motoDifferences } from './moto-differences.ts';

/**
 * What the contract tests meet: AWS on this machine, or moto when `CONTRACT_PEER=moto` (then `AWS_ENDPOINT_URL` names
 * it). `npm run test:moto` does the latter.
 */
export const peer = process.env['CONTRACT_PEER'] === 'moto' ? 'moto' : 'local';

/** Clients at the peer, for the tests of one file. */
export interface PeerClients {
  readonly url: string;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
}

/** Makes the clients, and ends them and their peer after the file's tests. */
export async function connectToPeer(): Promise<PeerClients> {
  const local = peer === 'local' ? await startLocalAws({ clock: systemClock }) : undefined;
  const url = local?.url ?? process.env['AWS_ENDPOINT_URL'];
  if (url === undefined) throw new Error('CONTRACT_PEER is moto, but AWS_ENDPOINT_URL is not set.');
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  };
  const clients = {
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    eventBridge: new EventBridgeClient(settings),
  };
  afterAll(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await local?.close();
  });
  return { url, ...clients };
}

/** A name that no other test uses. */
export function uniqueName(): string {
  return `contract-${randomUUID()}`;
}

/** The name of the error that a call ends with, or `none`. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'not an Error';
  }
}

/**
 * The body of a test of what AWS documents. Where moto is known to differ, it must fail there, by an assertion: else
 * the difference is gone and shall be struck from the list.
 */
export function contract(body: () => Promise<void>): (context: TestContext) => Promise<void> {
  return async ({ task: { name } }) => {
    const isDifference = peer === 'moto' && motoDifferences.some((difference) => difference.test === name);
    if (!isDifference) return body();
    const failure = await body().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) {
      throw new Error(`moto does as AWS documents now: strike "${name}" from moto-differences.ts.`);
    }
    expect(failure).toMatchObject({ name: 'AssertionError' });
  };
}
