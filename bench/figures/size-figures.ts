import type { Invocation } from '../messages.ts';
import type { Scenario } from '../scenarios.ts';
import { quantile, sum } from './statistics.ts';

/** Measurements of a full sweep, in which every integration is due. */
export interface FullFigures {
  readonly invocations: number;
  /** Duration of all invocations. Of concurrent invocations of shards only the longest counts. */
  readonly seconds: number;
  /** Time from the start of the first invocation to the end of the last invocation, with the waits between them. */
  readonly elapsedSeconds: number;
  /** The seconds that the writes alone would take at the allowed rate, divided by `elapsedSeconds`. */
  readonly efficiency: number;
  readonly rotated: number;
  readonly notRotated: number;
  readonly rotatedTwice: number;
  /** Integrations whose published access token is inactive. */
  readonly inactive: number;
  /** Calls above a quota of Secrets Manager. */
  readonly throttled: number;
  readonly awsCallsPerRotation: number;
  readonly awsCallsPerRotationByOperation: Readonly<Record<string, number>>;
  readonly alationCallsPerRotation: number;
  /** Time between the response to a mint and the response to PutSecretValue. */
  readonly publicationDelayMs: { readonly p50: number; readonly p99: number };
  readonly cpuMsPerRotation: number;
}

/** Computes the measurements of a full sweep. */
export function fullFigures(
  { result, counts, tally }: Scenario,
  integrations: number,
  writesPerSecond: number,
): FullFigures {
  const { invocations, publicationDelaysMs } = result;
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
    publicationDelayMs: { p50: quantile(publicationDelaysMs, 0.5), p99: quantile(publicationDelaysMs, 0.99) },
    cpuMsPerRotation: perRotation(result.cpuMs),
  };
}

/** Measurements of an idle sweep, which finds nothing due. */
export interface IdleFigures {
  readonly calls: number;
  readonly callsByOperation: Readonly<Record<string, number>>;
  readonly callsPerIntegration: number;
  readonly seconds: number;
  readonly cpuMs: number;
}

/** Computes the measurements of an idle sweep. */
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

/** Measurements of an ordinary sweep, whose work became due since the last sweep. */
export interface OrdinaryFigures {
  readonly rotated: number;
  readonly probed: number;
  /** Integrations deferred to the next sweep. */
  readonly deferred: number;
  readonly seconds: number;
  readonly awsCalls: number;
  /** Number of TagResource calls: by rotations, and by probes that find a change. Secrets Manager allows 50 a second. */
  readonly tagWrites: number;
  readonly throttled: number;
}

/** Computes the measurements of an ordinary sweep. */
export function ordinaryFigures({ result, counts }: Scenario): OrdinaryFigures {
  const of = (outcome: 'rotated' | 'probed' | 'deferred') =>
    sum(result.invocations.map(({ summary }) => summary.outcomes[outcome]));
  return {
    rotated: of('rotated'),
    probed: of('probed'),
    deferred: of('deferred'),
    seconds: secondsOf(result.invocations),
    awsCalls: sum(Object.values(counts.aws)),
    tagWrites: counts.aws['secretsmanager.TagResource'] ?? 0,
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
