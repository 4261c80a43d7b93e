import type { Clock } from '../../../functions/integration/ports.ts';
import { strikeOf } from '../faults/episode.ts';
import type { NamedStrike, Request } from '../faults/episode.ts';
import { INVOCATION_LIMIT_MS, TICK_MS } from '../scenario/scenario.ts';
import type { FunctionName } from './observation.ts';
import type { World } from './world.ts';

/** How many awaits of an invocation an accident is drawn among. */
const AWAITS = 30;
/** How long a host is left alone that says to slow down and not for how long. */
const HOST_PAUSE_MS = 30_000;

/** One run of a Lambda function. Whatever it waits for, it may die there. */
export interface Invocation {
  readonly id: number;
  readonly function: FunctionName;
  readonly only: readonly string[];
  /** When somebody asked for a rotation, as the event tells it, ms since the epoch; undefined when nobody did. */
  readonly requestedAt: number | undefined;
  readonly startedAt: number;
  /** Time as it passes for this invocation. */
  readonly clock: Clock;
  /** Asks something of the world: the request travels, takes effect, and the answer travels back. */
  call<T>(request: Request, effect: () => Promise<T>): Promise<T>;
}

/** Number of the next invocation. */
export type Numbering = () => number;

/**
 * Runs a function in an invocation of its own: it may crash at any of its awaits, and ends at Lambda's time limit.
 *
 * @param onFailure called when it crashed or threw, as Lambda would try it once more
 */
export function invoke(
  world: World,
  about: Pick<Invocation, 'id' | 'function' | 'only' | 'requestedAt'>,
  run: (invocation: Invocation) => Promise<void>,
  onFailure: () => void,
): void {
  const { scheduler, dice, scenario } = world;
  const startedAt = scheduler.now();
  const { crashes } = scenario;
  const mayCrash = crashes !== undefined && startedAt >= crashes.from && startedAt < crashes.to;
  let awaitsLeft = mayCrash && dice.chance(crashes.rate) ? dice.between(0, AWAITS) : Infinity;
  let isRunning = true;
  const identity = { invocation: about.id, function: about.function } as const;

  const stop = () => {
    isRunning = false;
    world.running[about.function].delete(about.id);
  };
  const crash = (by: 'accident' | 'time limit', at: string) => {
    stop();
    world.truth.disturb(undefined, scheduler.now());
    world.observe({ kind: 'crashed', ...identity, by, at });
    onFailure();
  };
  /** Whether it lives past this await. */
  const survives = (at: string): boolean => {
    if (!isRunning) return false;
    awaitsLeft -= 1;
    if (awaitsLeft < 0) crash('accident', at);
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
            if (survives('sleep')) wake();
          });
        }),
    },
    call: (request, effect) =>
      new Promise((resolve, reject) => {
        const { operation } = request;
        const latency = () => dice.between(...scenario.pace[paceOf(operation)]);
        // A request that is on its way when the process dies may arrive all the same.
        const outlives = dice.chance(0.5);
        scheduler.after(latency(), () => {
          if (isRunning ? !survives(`before ${operation}`) : !outlives) return;
          const strike = strikeOf(scenario.episodes, request, scheduler.now(), dice);
          const answer = (afterMs: number, settle: () => void) =>
            scheduler.after(afterMs, () => {
              if (survives(`after ${operation}`)) settle();
            });
          if (strike === undefined) {
            effect().then(
              (result) => answer(latency(), () => resolve(result)),
              (error: unknown) => answer(latency(), () => reject(error)),
            );
            return;
          }
          noteFault(world, invocation, request, strike);
          if (strike.effect === 'done') void effect().catch(nobodyHears);
          else if (strike.effect !== 'none') {
            scheduler.after(strike.effect.lateMs, () => {
              lateEffect(world, request);
              void effect().catch(nobodyHears);
            });
          }
          answer(strike.answerAfterMs ?? latency(), () => reject(strike.error));
        });
      }),
  };

  world.running[about.function].add(about.id);
  world.observe({ kind: 'started', ...identity, only: about.only, requestedAt: about.requestedAt });
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

function paceOf(operation: Request['operation']): 'alation' | 'store' {
  return operation === 'mint' || operation === 'verify' || operation === 'inspect' ? 'alation' : 'store';
}

function noteFault(
  { truth, scheduler, unlisted, observe }: World,
  { id, only }: Invocation,
  { operation, integration, baseUrl }: Request,
  { kind, retryAfterMs = 0 }: NamedStrike,
): void {
  // Backing off is measured for ticks: a failure between two of them costs one tick more.
  const betweenTicksMs = only.length > 0 ? TICK_MS : 0;
  truth.disturb(integration, scheduler.now() + Math.max(retryAfterMs, betweenTicksMs));
  // What one integration is told by its host holds for all of that host.
  for (const { name, plan } of kind === 'alation-throttling' ? truth.integrations.values() : []) {
    if (plan.baseUrl === baseUrl)
      truth.disturb(name, scheduler.now() + Math.max(retryAfterMs, HOST_PAUSE_MS));
  }
  if (operation === 'list') unlisted.add(id);
  observe({ kind: 'fault', invocation: id, fault: kind, operation, integration });
}

/** What happens behind everybody's back is found by the next probe at the latest. */
function lateEffect({ truth, scheduler, policy }: World, { integration }: Request): void {
  truth.disturb(integration, scheduler.now() + policy.probeIntervalMs);
}

function nobodyHears(): void {}
