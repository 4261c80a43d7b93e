import { onTestFinished } from 'vitest';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import { createRotator } from '../../functions/create-rotator.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import type { RotatorSettings } from '../../functions/runtime/environment.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { createMetrics } from '../../functions/runtime/metrics.ts';
import { invocationContext } from '../../local/installation/invocation-context.ts';
import { SECRET_PREFIX } from '../../local/installation/names.ts';
import { localRotatorSettings } from '../../local/installation/settings.ts';
import { eagerClock } from '../../local/run/eager-clock.ts';
import { recordingFetch } from '../handlers/canaries.ts';
import type { Deployment } from '../handlers/deployment.ts';
import { awsClients, awsConnection, destroyAll } from '../support/aws-clients.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** Differences of a second rotator from the first. */
export interface SecondRotator {
  readonly settings?: Partial<RotatorSettings>;
  /** Wraps the `fetch` that calls Alation. */
  readonly fetch?: (real: typeof globalThis.fetch) => typeof globalThis.fetch;
}

/** Creates a second rotator. Invoke it with an event, or without an event for a sweep. */
export function secondRotator(
  deployment: Deployment,
  { settings, fetch = (real) => real }: SecondRotator = {},
): (event?: unknown) => Promise<SweepSummary> {
  const { alation, aws, canaries, output } = deployment;
  const clock = eagerClock(deployment.clock);
  const clients = awsClients({ ...clientSettings, ...awsConnection(aws.url, aws.region) });
  onTestFinished(() => destroyAll(clients));
  const rotator = createRotator({
    ...clients,
    settings: { ...localRotatorSettings(alation.url), allowedHosts: [alation.url], ...settings },
    fetch: fetch(recordingFetch({ canaries, requests: [], timeoutMs: 2_000 })),
    clock,
    random: seededRandom(11),
    log: createLog('rotator', output.add),
    metrics: createMetrics('rotator', SECRET_PREFIX, output.add),
  });
  return async (event = {}) => {
    const summary = await rotator(event, invocationContext('rotator', 'second-request', clock));
    output.addValue(summary);
    return summary;
  };
}
