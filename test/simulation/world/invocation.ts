import type { Clock } from '../../../functions/integration/ports.ts';
import type { RotationDemand } from '../../../functions/rotation/decide.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/time.ts';
import { ALATION } from '../faults/fault-kind.ts';
import { callFaultOf } from '../faults/episode.ts';
import type { NamedCallFault, Request } from '../faults/episode.ts';
import { INVOCATION_LIMIT_MS } from '../scenario/scenario.ts';
import type { FunctionName } from './observation.ts';
import { taggedState } from './tagged-state.ts';
import type { World } from './world.ts';

/** Number of awaits among which an injected crash is drawn. The warner has fewer awaits. */
const AWAITS = { rotator: 30, warner: 8 } as const;
/** Pause of a host that answers 429 without Retry-After. */
const HOST_PAUSE_MS = 30_000;

/** The response to a call that a fault affects. `processed` is the true response, if the call took effect before. */
export type Failure<T> = (callFault: NamedCallFault, processed: Promise<T> | undefined) => Promise<T>;

/** One run of a Lambda function, which may crash at any await. */
export interface Invocation {
  readonly id: number;
  readonly function: FunctionName;
  readonly only: readonly string[];
  /** The time of the request in its event, ms since the epoch; undefined without a request. */
  readonly requestedAt: number | undefined;
  /** What the request demands; if undefined, a new access token, unless the published access token is young. */
  readonly demand: RotationDemand | undefined;
  /**
   * The time for which EventBridge Scheduler scheduled this invocation, ms since the epoch; undefined for other
   * invocations.
   */
  readonly scheduledAt: number | undefined;
  readonly startedAt: number;
  /** Clock of this invocation. */
  readonly clock: Clock;
  /**
   * Calls the world: the request travels, takes effect, and the response travels back.
   *
   * @param failure the response to a call that a fault affects; the error of the fault by default
   */
  call<T>(request: Request, effect: () => Promise<T>, failure?: Failure<T>): Promise<T>;
}

/**
 * Runs a function in a new invocation: it may crash at any await, and ends at Lambda's time limit at the latest.
 *
 * @param onFailure called after a crash or an error, when Lambda would retry
 */
export function invoke(
  world: World,
  about: Pick<Invocation, 'id' | 'function' | 'only' | 'requestedAt' | 'demand' | 'scheduledAt'>,
  run: (invocation: Invocation) => Promise<void>,
  onFailure: () => void,
): void {
  const { scheduler, draw, scenario } = world;
  const startedAt = scheduler.now();
  const { crashes } = scenario;
  const mayCrash = crashes !== undefined && startedAt >= crashes.from && startedAt < crashes.to;
  let awaitsLeft = mayCrash && draw.chance(crashes.rate) ? draw.between(0, AWAITS[about.function]) : Infinity;
  const { warnerCrashes, undisturbedFrom } = scenario;
  const crashesAfterAlert =
    about.function === 'warner' &&
    warnerCrashes > 0 &&
    startedAt < undisturbedFrom &&
    draw.chance(warnerCrashes);
  let isRunning = true;
  const identity = { invocation: about.id, function: about.function } as const;

  const stop = () => {
    isRunning = false;
    world.running[about.function].delete(about.id);
  };
  const crash = (by: 'injected' | 'time limit', at: string) => {
    stop();
    if (about.function === 'rotator') world.truth.disturb(undefined, scheduler.now());
    world.observe({ kind: 'crashed', ...identity, by, at });
    onFailure();
  };
  /** Whether the invocation continues after this await. */
  const continues = (at: string): boolean => {
    if (!isRunning) return false;
    awaitsLeft -= 1;
    if (awaitsLeft < 0 || (crashesAfterAlert && at === 'after alert')) crash('injected', at);
    return isRunning;
  };

  const invocation: Invocation = {
    ...about,
    startedAt,
    clock: {
      now: scheduler.now,
      sleep: (ms) =>
        new Promise((wake) => {
          scheduler.after(ms, () => {
            if (continues('sleep')) wake();
          });
        }),
    },
    call: (request, effect, failure = errorOf) =>
      new Promise((resolve, reject) => {
        const { operation } = request;
        const latency = () => draw.between(...world.latencies[serviceOf(operation)]);
        // A request in flight may still arrive after the process crashed.
        const arrivesLater = draw.chance(0.5);
        scheduler.after(latency(), () => {
          if (isRunning ? !continues(`before ${operation}`) : !arrivesLater) return;
          const callFault = callFaultOf(scenario.episodes, request, scheduler.now(), draw);
          const respond = (afterMs: number, deliver: () => void) =>
            scheduler.after(afterMs, () => {
              if (continues(`after ${operation}`)) deliver();
            });
          if (callFault === undefined) {
            effect().then(
              (result) => respond(latency(), () => resolve(result)),
              (error: unknown) => respond(latency(), () => reject(error)),
            );
            return;
          }
          noteFault(world, invocation, request, callFault);
          const processed = callFault.effect === 'done' ? effect() : undefined;
          processed?.catch(ignoreError);
          if (typeof callFault.effect === 'object') {
            scheduler.after(callFault.effect.lateMs, () => {
              noteLateEffect(world, request);
              void effect().catch(ignoreError);
            });
          }
          respond(callFault.responseAfterMs ?? latency(), () => {
            failure(callFault, processed).then(resolve, reject);
          });
        });
      }),
  };

  world.running[about.function].add(about.id);
  const { only, requestedAt, demand } = about;
  world.observe({ kind: 'started', ...identity, only, requestedAt, demand });
  scheduler.after(INVOCATION_LIMIT_MS, () => {
    if (isRunning) crash('time limit', 'work');
  });
  const end = (error?: unknown) => {
    stop();
    const name = error instanceof Error ? error.name : error === undefined ? undefined : 'unknown';
    world.observe({ kind: 'ended', ...identity, only: about.only, startedAt, error: name });
    if (error !== undefined) onFailure();
  };
  run(invocation).then(() => end(), end);
}

function serviceOf(operation: Request['operation']): 'alation' | 'store' {
  return ALATION.includes(operation) ? 'alation' : 'store';
}

function noteFault(
  world: World,
  { id, only, function: affected }: Invocation,
  { operation, integration, baseUrl }: Request,
  { kind, retryAfterMs = 0 }: NamedCallFault,
): void {
  const { truth, scheduler, policy, unlisted, observe } = world;
  observe({ kind: 'fault', invocation: id, function: affected, fault: kind, operation, integration });
  if (affected === 'warner') return;
  // The backoff counts sweeps: a failure between two sweeps delays the retry by one more sweep.
  const betweenSweepsMs = only.length > 0 ? policy.intervalMs : 0;
  const checkAgainMs = untilNextCheck(world, operation, kind, integration);
  truth.disturb(integration, scheduler.now() + Math.max(retryAfterMs, betweenSweepsMs, checkAgainMs));
  // Retry-After of a host applies to all its integrations.
  for (const { name, plan } of kind === 'alation-throttling' ? truth.integrations.values() : []) {
    if (plan.baseUrl === baseUrl)
      truth.disturb(name, scheduler.now() + Math.max(retryAfterMs, HOST_PAUSE_MS));
  }
  if (operation === 'list') unlisted.add(id);
}

/**
 * Time until the rotator checks a rejected or forbidden credential again, in ms: a day after a rejection, an hour after
 * another failure. 0 if the call did not check such a credential.
 */
function untilNextCheck(
  { store, policy }: World,
  operation: Request['operation'],
  kind: NamedCallFault['kind'],
  integration: string | undefined,
): number {
  if (kind === 'alation-rejecting') return DAY_MS + policy.intervalMs;
  if ((operation !== 'mint' && operation !== 'inspect') || !integration) return 0;
  const { credentials } = taggedState(store, integration);
  const isSkipped = credentials.some(({ state }) => state === 'rejected' || state === 'forbidden');
  return isSkipped ? HOUR_MS + policy.intervalMs : 0;
}

/** Only a probe finds the effect of a request from an ended invocation. */
function noteLateEffect({ truth, scheduler, policy }: World, { integration }: Request): void {
  truth.disturb(integration, scheduler.now() + policy.probeIntervalMs);
}

async function errorOf({ error }: NamedCallFault): Promise<never> {
  throw error;
}

function ignoreError(): void {}
