import { onTestFinished } from 'vitest';
import { startLocalAws, type LocalAws, type LocalAwsServerOptions } from '../../../local/aws/server.ts';
import { movableClock, type MovableClock } from '../../../local/clock.ts';
import {
  type AwsClients,
  awsClients,
  awsConnection,
  destroyAll,
  errorName,
} from '../../support/aws-clients.ts';

export { errorName };

/** A local AWS, its clock, and clients that by default do not retry, for one test. */
export interface Fixture extends AwsClients {
  readonly aws: LocalAws;
  readonly clock: MovableClock;
}

/** The time at which the clock starts. */
export const START = Date.UTC(2026, 10, 24);

/** Starts a local AWS at `START`. It stops at the end of the test. */
export async function startAws(
  options: Omit<LocalAwsServerOptions, 'clock'> = {},
  maxAttempts = 1,
): Promise<Fixture> {
  const clock = movableClock(START);
  const aws = await startLocalAws({ clock, ...options });
  const clients = awsClients({ ...awsConnection(aws.url), maxAttempts });
  onTestFinished(async () => {
    destroyAll(clients);
    await aws.close();
  });
  return { aws, clock, ...clients };
}
