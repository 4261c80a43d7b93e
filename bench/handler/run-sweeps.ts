import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import { ServiceName } from '../../functions/contract.ts';
import { createRotator } from '../../functions/create-rotator.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { createMetrics } from '../../functions/runtime/metrics.ts';
import type { Invocation, RunPlan, RunResult } from '../messages.ts';
import { ALLOWED_HOSTS, EVENT_BUS, SECRET_PREFIX } from '../names.ts';
import { seededRandom } from '../../local/run/seeded-random.ts';
import { publicationDelays } from './publication-delays.ts';
import { createNetwork } from './network.ts';
import type { SendRequest } from './network.ts';
import { DAY_MS } from '../../functions/time.ts';

/** Invokes the rotators as their schedules do, until no work is deferred or after `maxSweeps` sweeps. */
export async function runSweeps(
  plan: RunPlan,
  clock: Clock,
  send: SendRequest,
): Promise<Omit<RunResult, 'cpuMs' | 'memory'>> {
  let logBytes = 0;
  const write = (line: string) => void (logBytes += line.length + 1);
  const delays = publicationDelays();
  const { requestHandler, fetch } = createNetwork(clock, plan.latencies, seededRandom(2), send, delays);
  const clients = {
    ...clientSettings,
    requestHandler,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const rotators = plan.payloads.map((payload) => ({
    payload,
    handler: createRotator({
      settings: {
        secretPrefix: SECRET_PREFIX,
        allowedHosts: ALLOWED_HOSTS,
        rotationIntervalMs: plan.intervalMs,
        renewalFraction: 0.5,
        probeIntervalMs: plan.probeIntervalMs,
        refreshTokenLifetimeMs: 60 * DAY_MS,
        writesPerSecond: plan.writesPerSecond,
        oauthVerification: 'both',
        eventBusName: EVENT_BUS,
      },
      secretsManager: new SecretsManagerClient(clients),
      eventBridge: new EventBridgeClient(clients),
      fetch,
      clock,
      random: Math.random,
      log: createLog(ServiceName.rotator, write),
      metrics: createMetrics(ServiceName.rotator, SECRET_PREFIX, write),
    }),
  }));

  const invocations: Invocation[] = [];
  const start = clock.now();
  for (let sweep = 0; sweep < plan.maxSweeps; sweep++) {
    await clock.sleep(start + sweep * plan.intervalMs - clock.now());
    const concurrent = await Promise.all(
      rotators.map(async ({ payload, handler }) => {
        const startedAt = clock.now();
        const summary = await handler(payload, contextOf(clock, startedAt + plan.timeoutMs));
        return { startedAt, endedAt: clock.now(), summary };
      }),
    );
    invocations.push(...concurrent);
    if (concurrent.every(({ summary }) => summary.outcomes.deferred === 0)) break;
  }
  return { invocations, publicationDelaysMs: delays.all(), logBytes };
}

function contextOf(clock: Clock, endsAt: number): Context {
  return {
    functionName: 'alation-token-rotator-rotator',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:alation-token-rotator-rotator',
    memoryLimitInMB: '1024',
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    logGroupName: '/aws/lambda/alation-token-rotator-rotator',
    logStreamName: 'bench',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => endsAt - clock.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
