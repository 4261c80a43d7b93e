import type { Context } from 'aws-lambda';
import { DetailType, EventSource, SCHEDULED_TIME } from '../../../functions/contract.ts';
import { createRotator } from '../../../functions/create-rotator.ts';
import { createWarner } from '../../../functions/create-warner.ts';
import { createLog } from '../../../functions/runtime/logger.ts';
import { createMetrics } from '../../../functions/runtime/metrics.ts';
import { MINUTE_MS } from '../../../functions/time.ts';
import { invocationContext } from '../../../local/installation/invocation-context.ts';
import { SECRET_PREFIX } from '../../../local/installation/names.ts';
import { localRotatorSettings, localWarnerSettings } from '../../../local/installation/settings.ts';
import { INVOCATION_LIMIT_MS } from '../scenario/scenario.ts';
import type { Deliver } from '../world/code-under-test.ts';
import type { Invocation } from '../world/invocation.ts';
import type { Functions } from '../world/mode.ts';
import type { FunctionName } from '../world/observation.ts';
import { alationCalls } from './alation-calls.ts';
import { alationFetch, type SendToAlation } from '../../../local/in-process/alation-fetch.ts';
import { awsCalls } from './aws-calls.ts';
import type { SendToAws } from '../../../local/in-process/aws-request-handler.ts';
import { handlerError } from './handler-error.ts';
import { sdkClients } from './sdk-clients.ts';
import { inVirtualTime } from './virtual-time.ts';
import type { WireWorld } from './wire-world.ts';

/** A handler of a Lambda function. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** Puts a bug into the handlers, the AWS SDK's view of AWS, or `fetch`. */
export interface WireBug {
  readonly handler?: (handler: Handler, name: FunctionName) => Handler;
  readonly aws?: (send: SendToAws) => SendToAws;
  readonly fetch?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
}

/** The invocation that an execution environment runs now. */
interface Current {
  readonly invocation: Invocation;
  readonly sendToAws: SendToAws;
  readonly sendToAlation: SendToAlation;
}

/** An execution environment: a handler with its clients, which Lambda reuses or discards. */
interface Environment {
  readonly handler: Handler;
  readonly use: (current: Current) => void;
}

/** Fraction of invocations that start in a new environment although an idle one exists. */
const COLD = 0.2;

/** The handlers of both Lambda functions with the unmodified AWS SDK, in execution environments. */
export function handlers(world: WireWorld, bug: WireBug): Functions {
  const run = (name: FunctionName) => {
    const idle: Environment[] = [];
    return async (invocation: Invocation, deliver: Deliver): Promise<void> => {
      const environment =
        (world.draw.chance(COLD) ? undefined : idle.pop()) ?? startEnvironment(world, name, bug);
      environment.use({
        invocation,
        sendToAws: awsCalls(world, invocation, deliver),
        sendToAlation: alationCalls(world, invocation),
      });
      const { startedAt, clock } = invocation;
      const context = {
        ...invocationContext(name, `request-${invocation.id}`, clock),
        getRemainingTimeInMillis: () => startedAt + INVOCATION_LIMIT_MS - clock.now(),
      };
      const time = { ...clock, random: world.draw.random };
      try {
        await inVirtualTime(time, () => environment.handler(payloadOf(invocation), context));
      } catch (error) {
        throw handlerError(error);
      }
      idle.push(environment);
    };
  };
  return { rotator: run('rotator'), warner: run('warner') };
}

function startEnvironment(world: WireWorld, name: FunctionName, bug: WireBug): Environment {
  let current: Current | undefined;
  const now = world.scheduler.now;
  const inUse = (): Current => {
    if (current === undefined) throw new TypeError('the environment has no invocation');
    return current;
  };
  const send: SendToAws = (request) => inUse().sendToAws(request);
  const fetch = alationFetch((...request) => inUse().sendToAlation(...request), now);
  const common = {
    ...sdkClients(bug.aws?.(send) ?? send, now),
    clock: { now, sleep: (ms: number) => inUse().invocation.clock.sleep(ms) },
    log: createLog(name, (line) => noteLine(world, inUse().invocation, line), now),
    metrics: createMetrics(name, SECRET_PREFIX, () => {}),
  };
  const { intervalMs, renewalFraction, probeIntervalMs, refreshTokenLifetimeMs } = world.policy;
  const handler: Handler =
    name === 'rotator'
      ? createRotator({
          ...common,
          settings: {
            ...localRotatorSettings('*.alationcloud.com'),
            rotationIntervalMs: intervalMs,
            renewalFraction,
            probeIntervalMs,
            refreshTokenLifetimeMs,
          },
          fetch: bug.fetch?.(fetch) ?? fetch,
          random: world.draw.random,
        })
      : createWarner({
          ...common,
          settings: localWarnerSettings('*.alationcloud.com', world.alertTopicArn),
        });
  return {
    handler: bug.handler?.(handler, name) ?? handler,
    use: (next) => {
      current = next;
    },
  };
}

/** The payload of an invocation: a schedule, or an event that names integrations. */
function payloadOf({ only, requestedAt, demand, scheduledAt }: Invocation): unknown {
  const [integration] = only;
  if (integration === undefined)
    return scheduledAt === undefined ? {} : { [SCHEDULED_TIME]: new Date(scheduledAt).toISOString() };
  if (requestedAt === undefined)
    return { source: EventSource, 'detail-type': DetailType.alertsDue, detail: { integrations: only } };
  const time = `${new Date(requestedAt).toISOString().slice(0, 19)}Z`;
  const named = { integration, credentials_version_id: demand?.credentialsVersionId };
  if (demand?.isForced === true) return { ...named, force: true, time };
  const minutes =
    demand?.minimumRemainingMs === undefined ? undefined : demand.minimumRemainingMs / MINUTE_MS;
  return {
    source: EventSource,
    'detail-type': DetailType.rotationRequested,
    time,
    detail: {
      ...named,
      ...(minutes === undefined ? {} : { minimum_remaining_minutes: minutes }),
    },
  };
}

function noteLine({ observe }: WireWorld, { id }: Invocation, line: string): void {
  const { message, ...fields }: Readonly<Record<string, unknown>> = JSON.parse(line);
  observe({ kind: 'log', invocation: id, event: String(message), fields });
}
