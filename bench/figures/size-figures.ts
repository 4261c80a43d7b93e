import type { Invocation } from '../messages.ts';
import type { Scenario } from '../scenarios.ts';
import { quantile, sum } from './statistics.ts';

/** What a sweep of so many integrations came to, when all of them were due at once. */
export interface SweepFigures {
  readonly invocations: number;
  /** That the invocations ran, tick by tick; those of one tick, the shards', run at the same time. */
  readonly seconds: number;
  /** From the first tick to the end of the last one, the waiting for ticks included. */
  readonly elapsedSeconds: number;
  /** What the writes alone would take at the rate that is allowed, over `elapsedSeconds`. */
  readonly efficiency: number;
  readonly rotated: number;
  /** Integrations that were not rotated, or more than once, or whose published access token is dead. */
  readonly lost: number;
  readonly doubled: number;
  readonly dead: number;
  /** Calls that Secrets Manager refused because they came too fast. */
  readonly throttled: number;
  readonly awsCallsPerRotation: number;
  readonly awsCallsPerRotationByOperation: Readonly<Record<string, number>>;
  readonly alationCallsPerRotation: number;
  /** From the answer to a mint to the answer to PutSecretValue. */
  readonly cutOverMs: { readonly p50: number; readonly p99: number };
  readonly cpuMsPerRotation: number;
}

/** Sums a sweep up. */
export function sweepFigures(
  { result, counts, tally }: Scenario,
  integrations: number,
  writesPerSecond: number,
): SweepFigures {
  const { invocations, cutOversMs } = result;
  const seconds = secondsOf(invocations);
  const elapsed = elapsedSecondsOf(invocations);
  const rotated = sum(invocations.map(({ summary }) => summary.outcomes.rotated));
  const perRotation = (calls: number) => calls / integrations;
  return {
    invocations: invocations.length,
    seconds,
    elapsedSeconds: elapsed,
    efficiency: integrations / writesPerSecond / elapsed,
    rotated,
    ...tally,
    throttled: counts.throttled,
    awsCallsPerRotation: perRotation(sum(Object.values(counts.aws))),
    awsCallsPerRotationByOperation: mapValues(counts.aws, perRotation),
    alationCallsPerRotation: perRotation(sum(Object.values(counts.alation))),
    cutOverMs: { p50: quantile(cutOversMs, 0.5), p99: quantile(cutOversMs, 0.99) },
    cpuMsPerRotation: perRotation(result.cpuMs),
  };
}

/** What a tick came to that had nothing to do. */
export interface IdleFigures {
  readonly calls: number;
  readonly callsByOperation: Readonly<Record<string, number>>;
  readonly callsPerIntegration: number;
  readonly seconds: number;
  readonly cpuMs: number;
}

/** Sums an idle tick up. */
export function idleFigures({ result, counts }: Scenario, integrations: number): IdleFigures {
  const calls = sum(Object.values(counts.aws)) + sum(Object.values(counts.alation));
  return {
    calls,
    callsByOperation: { ...counts.aws, ...counts.alation },
    callsPerIntegration: calls / integrations,
    seconds: secondsOf(result.invocations),
    cpuMs: result.cpuMs,
  };
}

/** What an ordinary tick came to, with what had become due since the last one. */
export interface SteadyFigures {
  readonly rotated: number;
  readonly probed: number;
  /** Left to the next tick. */
  readonly deferred: number;
  readonly seconds: number;
  readonly awsCalls: number;
  readonly throttled: number;
}

/** Sums an ordinary tick up. */
export function steadyFigures({ result, counts }: Scenario): SteadyFigures {
  const of = (outcome: 'rotated' | 'probed' | 'deferred') =>
    sum(result.invocations.map(({ summary }) => summary.outcomes[outcome]));
  return {
    rotated: of('rotated'),
    probed: of('probed'),
    deferred: of('deferred'),
    seconds: secondsOf(result.invocations),
    awsCalls: sum(Object.values(counts.aws)),
    throttled: counts.throttled,
  };
}

function secondsOf(invocations: readonly Invocation[]): number {
  const longest = new Map<number, number>();
  for (const { startedAt, endedAt } of invocations) {
    longest.set(startedAt, Math.max(longest.get(startedAt) ?? 0, endedAt - startedAt));
  }
  return sum([...longest.values()]) / 1_000;
}

function elapsedSecondsOf(invocations: readonly Invocation[]): number {
  const ends = invocations.map(({ endedAt }) => endedAt);
  return (Math.max(...ends) - (invocations[0]?.startedAt ?? NaN)) / 1_000;
}

function mapValues(
  record: Readonly<Record<string, number>>,
  map: (value: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
