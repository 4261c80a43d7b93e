import { MAX_BUNDLE_BYTES } from '../infra/bundle-size.ts';
import { deployment } from './deployment.ts';
import type { SocketResult } from './sockets/socket-bench.ts';
import type { BenchResult, SizeResult } from './bench.ts';
import type { RotationDay } from './figures/rotation-spread.ts';

/** A limit, the measured value, and whether the limit is met. */
export interface Requirement {
  readonly name: string;
  readonly limit: string;
  readonly measured: number;
  readonly isMet: boolean;
}

/** From this number of integrations on, the rate limit of writes decides how long a sweep takes, not the single calls. */
const LARGE = 10_000;
/** The most integrations that one schedule serves. With more, a full sweep needs several invocations. */
const ONE_SCHEDULE = 10_000;

/** CPU time of an import, divided by that of a plain bundle of the client of Secrets Manager. */
const MAX_IMPORT_RATIO = 0.7;
/** The last rotations of a sweep wait for the slowest responses. Without slow responses the efficiency is 0.96. */
const MIN_EFFICIENCY = 0.92;
/** Applies to more integrations than one schedule serves, because then each invocation stops before its time limit. */
const MIN_EFFICIENCY_OF_SEVERAL_SWEEPS = 0.9;
/** The CPU limit, sockets and TLS may reduce the efficiency by this share. */
const MAX_SOCKET_SHARE = 0.04;
const MAX_CALLS_PER_ROTATION = 4.2;
const MAX_IDLE_CALLS = 0.011;
/** Half of the function's memory, because Node.js collects garbage late. */
const MAX_MEMORY_MB = deployment.memoryMb / 2;
const MAX_ORDINARY_SECONDS = 80;
/** Dollars a month for one integration, at list prices in the first year. The stack has two KMS keys of its own. */
const MAX_DOLLARS = 4.6;
/** Median time from the response to the mint until AWSCURRENT moves, without the calls to Alation and Secrets Manager. */
const MAX_OWN_MS = 40;
/** Rotations of the busiest sweep of a day, divided by the rotations of an average sweep. */
const MAX_PEAK_TO_MEAN = 1.6;

/** Checks a result: one entry for each requirement. */
export function requirements(result: BenchResult): readonly Requirement[] {
  return [
    ...result.sizes.flatMap(ofSize),
    ...ofFullSweep('in four shards', result.shards),
    ...result.bundles.flatMap(({ entry, bytes, importRatio }) => [
      atMost(`bytes of the ${entry}'s bundle`, bytes, MAX_BUNDLE_BYTES),
      atMost(
        `CPU time of the ${entry}'s import divided by that of a plain client`,
        importRatio,
        MAX_IMPORT_RATIO,
      ),
    ]),
    ...ofRotations('one credential', result.rotations.one),
    ...ofRotations('two credentials', result.rotations.two),
  ];
}

/** Checks a result of the bench over sockets, with the memory that the stack deploys. */
export function socketRequirements({ sizes, oneCredential }: SocketResult): readonly Requirement[] {
  return [
    ...sizes.filter(isDeployed).flatMap(({ integrations, full, peakMemoryMb }) => {
      const at = `at ${integrations.toLocaleString('en')} over sockets`;
      const always = [...ofFullSweep(at, full), atMost(`MB of memory ${at}`, peakMemoryMb, MAX_MEMORY_MB)];
      return integrations < LARGE
        ? always
        : [...always, atLeast(`efficiency ${at}`, full.efficiency, MIN_EFFICIENCY * (1 - MAX_SOCKET_SHARE))];
    }),
    ...oneCredential
      .filter(isDeployed)
      .map(({ ownMs }) =>
        atMost('median ms of the rotator itself in the gap of one credential', ownMs.p50, MAX_OWN_MS),
      ),
  ];
}

function isDeployed({ memoryMb }: { readonly memoryMb: number }): boolean {
  return memoryMb === deployment.memoryMb;
}

function ofSize(size: SizeResult): readonly Requirement[] {
  const { integrations, full, idle, ordinary, memoryMb, monthlyBill } = size;
  const at = `at ${integrations.toLocaleString('en')}`;
  const always = [...ofFullSweep(at, full), atMost(`MB of memory ${at}`, memoryMb.peak, MAX_MEMORY_MB)];
  if (integrations === 1) return [...always, atMost('dollars a month at 1', monthlyBill.total, MAX_DOLLARS)];
  if (integrations < LARGE) return always;
  return [
    ...always,
    atMost(`AWS calls per rotation ${at}`, full.awsCallsPerRotation, MAX_CALLS_PER_ROTATION),
    atMost(`calls of an idle sweep per integration ${at}`, idle.callsPerIntegration, MAX_IDLE_CALLS),
    atMost(
      `seconds of tag writes in an ordinary sweep ${at}`,
      ordinary.tagWrites / deployment.writesPerSecond,
      MAX_ORDINARY_SECONDS,
    ),
    ...(integrations > ONE_SCHEDULE
      ? [atLeast(`efficiency ${at}`, full.efficiency, MIN_EFFICIENCY_OF_SEVERAL_SWEEPS)]
      : [
          atLeast(`efficiency ${at}`, full.efficiency, MIN_EFFICIENCY),
          atMost(`seconds of an ordinary sweep ${at}`, ordinary.seconds, MAX_ORDINARY_SECONDS),
        ]),
  ];
}

function ofRotations(credentials: string, days: readonly RotationDay[]): readonly Requirement[] {
  const worst = days.toSorted((one, other) => other.peakToMean - one.peakToMean).slice(0, 1);
  return worst.map(({ day, peakToMean }) =>
    atMost(
      `rotations of the busiest sweep of day ${day} divided by the average sweep, with ${credentials}`,
      peakToMean,
      MAX_PEAK_TO_MEAN,
    ),
  );
}

function ofFullSweep(at: string, full: SizeResult['full']): readonly Requirement[] {
  return [
    atMost(`integrations not rotated ${at}`, full.notRotated, 0),
    atMost(`integrations rotated twice ${at}`, full.rotatedTwice, 0),
    atMost(`inactive access tokens published ${at}`, full.inactive, 0),
    atMost(`calls above a quota ${at}`, full.throttled, 0),
  ];
}

function atMost(name: string, measured: number, limit: number): Requirement {
  return { name, measured, limit: `at most ${limit}`, isMet: measured <= limit };
}

function atLeast(name: string, measured: number, limit: number): Requirement {
  return { name, measured, limit: `at least ${limit}`, isMet: measured >= limit };
}
