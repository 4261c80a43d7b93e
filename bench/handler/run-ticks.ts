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
import { cutOvers } from './cut-overs.ts';
import { createOutside } from './outside.ts';
import type { Ask } from './outside.ts';
import { DAY_MS } from '../../functions/time.ts';

/** Ticks as the schedules do, until a tick leaves nothing to the next one. */
export async function runTicks(
  plan: RunPlan,
  clock: Clock,
  ask: Ask,
): Promise<Omit<RunResult, 'cpuMs' | 'memory'>> {
  let logBytes = 0;
  const write = (line: string) => void (logBytes += line.length + 1);
  const measured = cutOvers();
  const { requestHandler, fetch } = createOutside(clock, plan.latencies, ask, measured);
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
        rotationIntervalMs: plan.tickMs,
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
  const begin = clock.now();
  for (let tick = 0; tick < plan.ticks; tick++) {
    await clock.sleep(begin + tick * plan.tickMs - clock.now());
    const ofTick = await Promise.all(
      rotators.map(async ({ payload, handler }) => {
        const startedAt = clock.now();
        const summary = await handler(payload, contextOf(clock, startedAt + plan.timeoutMs));
        return { startedAt, endedAt: clock.now(), summary };
      }),
    );
    invocations.push(...ofTick);
    if (ofTick.every(({ summary }) => summary.outcomes.deferred === 0)) break;
  }
  return { invocations, cutOversMs: measured.all(), logBytes };
}

function contextOf(clock: Clock, endsAt: number): Context {
  return {
    functionName: 'alation-token-rotator-rotator',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:alation-token-rotator-rotator',
    memoryLimitInMB: '512',
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
