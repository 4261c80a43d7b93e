import { warn } from '../../../functions/warning/warn.ts';
import type { WarnDependencies } from '../../../functions/warning/warn.ts';
import { defaultConcurrencyLimits } from '../../../functions/sweep/queue/concurrency-limits.ts';
import { ownVersionId } from '../../../functions/integration/own-version.ts';
import type { Random, RotatorEvent } from '../../../functions/integration/ports.ts';
import { rateLimiter } from '../../../functions/integration/rate-limiter.ts';
import type { RotationDemand } from '../../../functions/rotation/decide.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import { INVOCATION_LIMIT_MS } from '../scenario/scenario.ts';
import { credentialsPort } from './credentials-port.ts';
import { endpointsPort } from './endpoints-port.ts';
import type { Invocation } from './invocation.ts';
import { eventsPort, logPort, topicPort } from './message-ports.ts';
import { storePort } from './store-port.ts';
import type { PortWorld } from './world.ts';

/** Days before expiry at which the warner warns: the product's defaults. */
export const WARNING_DAYS = [14, 7, 3, 1] as const;

/** Puts a bug into the code under test by changing its dependencies. */
export interface Bug {
  readonly rotator?: (deps: SweepDependencies, world: PortWorld, invocation: Invocation) => SweepDependencies;
  /** Changes the time of a request. */
  readonly requestedAt?: (requestedAt: number | undefined) => number | undefined;
  /** Replaces the demand of every request. */
  readonly demand?: RotationDemand;
  readonly warner?: (deps: WarnDependencies, world: PortWorld, invocation: Invocation) => WarnDependencies;
}

/** Passes an event to the rules of the event bus. */
export type Deliver = (event: RotatorEvent) => void;

/** Runs the real rotator, composed like the Lambda function, in a simulated world. */
export async function runRotator(
  world: PortWorld,
  invocation: Invocation,
  deliver: Deliver,
  bug: Bug,
): Promise<void> {
  const { clock, id, only, requestedAt, demand, scheduledAt } = invocation;
  const environment = world.environments.take(clock);
  const deps: SweepDependencies = {
    store: storePort(world, invocation),
    endpoints: endpointsPort(world, invocation),
    events: eventsPort(world, invocation, deliver),
    renewal: {
      credentialsStore: credentialsPort(world, invocation),
      newVersionId: () => ownVersionId(randomVersionId(world.draw.random)),
    },
    parseBaseUrl: (text) => text,
    async acquireWrite() {
      await environment.acquireWrite();
      world.observe({ kind: 'write-allowed', invocation: id });
    },
    clock,
    random: world.draw.random,
    log: logPort(world, invocation),
    policy: world.policy,
    concurrency: defaultConcurrencyLimits,
    acquireStart: rateLimiter(40, clock),
    pauses: environment.pauses,
  };
  await sweep(bug.rotator?.(deps, world, invocation) ?? deps, {
    only,
    scheduledAt,
    requestedAt: bug.requestedAt === undefined ? requestedAt : bug.requestedAt(requestedAt),
    demand: bug.demand ?? demand,
    remainingMs: remainingMsOf(invocation),
  });
  world.environments.giveBack(environment);
}

/**
 * Runs the real warner. Like its handler, it fails when an alert was not published or a secret was not described.
 */
export async function runWarner(
  world: PortWorld,
  invocation: Invocation,
  deliver: Deliver,
  bug: Bug,
): Promise<void> {
  const deps: WarnDependencies = {
    store: storePort(world, invocation),
    topic: topicPort(world, invocation),
    events: eventsPort(world, invocation, deliver),
    clock: invocation.clock,
    log: logPort(world, invocation),
    policy: { warningDays: WARNING_DAYS, clientSecretMaxAgeDays: 0 },
    secretPrefix: 'alation',
    where: '111122223333 eu-central-1',
    isAllowedBaseUrl: () => true,
  };
  const { alertsFailed, alertsLeft, continued, notDescribed } = await warn(
    bug.warner?.(deps, world, invocation) ?? deps,
    invocation.only,
    remainingMsOf(invocation),
  );
  if (!continued && alertsFailed + alertsLeft + notDescribed > 0)
    throw new Error('not every alert was published');
}

/** 36 characters that each call draws anew, like a UUID. */
function randomVersionId(random: Random): string {
  return Array.from({ length: 36 }, () => Math.trunc(random() * 16).toString(16)).join('');
}

function remainingMsOf({ startedAt, clock }: Invocation): () => number {
  return () => startedAt + INVOCATION_LIMIT_MS - clock.now();
}
