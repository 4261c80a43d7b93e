import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished } from 'vitest';
import { startLocalAws, type LocalAws, type LocalAwsServerOptions } from '../../../local/aws/server.ts';
import { movableClock, type MovableClock } from '../../../local/clock.ts';

/** A local AWS, its clock, and clients that do not retry, for one test. */
export interface Fixture {
  readonly aws: LocalAws;
  readonly clock: MovableClock;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
}

/** The first time of the clock. */
export const START = Date.UTC(2026, 10, 24);

/** Starts a local AWS at `START`. It stops at the end of the test. */
export async function startAws(
  options: Omit<LocalAwsServerOptions, 'clock'> = {},
  maxAttempts = 1,
): Promise<Fixture> {
  const clock = movableClock(START);
  const aws = await startLocalAws({ clock, ...options });
  const settings = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts,
  };
  const clients = {
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    eventBridge: new EventBridgeClient(settings),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await aws.close();
  });
  return { aws, clock, ...clients };
}

/** The name of the error of a call, or `none`. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'not an Error';
  }
}
