import { MAX_BUNDLE_BYTES } from '../infra/bundle-size.ts';
import type { BenchResult, SizeResult } from './bench.ts';
import type { RenewalDay } from './figures/renewal-spread.ts';

/** Something the rotator must keep, and whether it did. */
export interface Requirement {
  readonly what: string;
  readonly limit: string;
  readonly got: number;
  readonly kept: boolean;
}

/** Sizes at which rotating is bound by the writes and not by single answers. */
const LARGE = 10_000;

const MAX_IMPORT_MS = 70;
const MIN_EFFICIENCY = 0.95;
const MAX_CALLS_PER_ROTATION = 4.2;
const MAX_IDLE_CALLS = 0.011;
const MAX_MEMORY_MB = 256;
/** Renewals of any day's busiest tick over those of an average one, however many were onboarded at once. */
const MAX_PEAK_TO_MEAN = 1.6;

/** Judges a result, a line for each requirement. */
export function requirements(result: BenchResult): readonly Requirement[] {
  return [
    ...result.sizes.flatMap(ofSize),
    ...ofSweep('in four shards', result.shards),
    ...result.bundles.flatMap(({ entry, bytes, importMs, importCpuMs }) => [
      atMost(`bytes of the ${entry}'s bundle`, bytes, MAX_BUNDLE_BYTES),
      // On a machine that others use as well, the CPU time says what an idle one would take, or more.
      atMost(`ms to import the ${entry}`, Math.min(importMs, importCpuMs), MAX_IMPORT_MS),
    ]),
    ...ofRenewals('one credential', result.renewals.one),
    ...ofRenewals('two credentials', result.renewals.two),
  ];
}

function ofSize({ integrations, sweep, idle, memoryMb }: SizeResult): readonly Requirement[] {
  const at = `at ${integrations.toLocaleString('en')}`;
  const always = [...ofSweep(at, sweep), atMost(`MB of memory ${at}`, memoryMb.peak, MAX_MEMORY_MB)];
  if (integrations < LARGE) return always;
  return [
    ...always,
    atLeast(`efficiency ${at}`, sweep.efficiency, MIN_EFFICIENCY),
    atMost(`AWS calls per rotation ${at}`, sweep.awsCallsPerRotation, MAX_CALLS_PER_ROTATION),
    atMost(`calls of an idle tick per integration ${at}`, idle.callsPerIntegration, MAX_IDLE_CALLS),
  ];
}

function ofRenewals(each: string, days: readonly RenewalDay[]): readonly Requirement[] {
  const worst = days.toSorted((one, other) => other.peakToMean - one.peakToMean).slice(0, 1);
  return worst.map(({ day, peakToMean }) =>
    atMost(`busiest tick over an average one (day ${day}), ${each} each`, peakToMean, MAX_PEAK_TO_MEAN),
  );
}

function ofSweep(at: string, sweep: SizeResult['sweep']): readonly Requirement[] {
  return [
    atMost(`rotations lost ${at}`, sweep.lost, 0),
    atMost(`rotations doubled ${at}`, sweep.doubled, 0),
    atMost(`dead access tokens published ${at}`, sweep.dead, 0),
    atMost(`calls above a quota ${at}`, sweep.throttled, 0),
  ];
}

function atMost(what: string, got: number, limit: number): Requirement {
  return { what, got, limit: `at most ${limit}`, kept: got <= limit };
}

function atLeast(what: string, got: number, limit: number): Requirement {
  return { what, got, limit: `at least ${limit}`, kept: got >= limit };
}
