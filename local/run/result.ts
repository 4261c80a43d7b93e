import type { Timeline } from '../../picture/timeline.ts';
import { type CauseOfDowntime, downtimeByCause } from '../timeline/downtime-history.ts';
import type { Counts } from './monitor.ts';
import type { Story } from './stories.ts';

/** The result of one integration. */
export interface IntegrationResult {
  readonly name: string;
  readonly about: string;
  /** Number of credentials when the run began. */
  readonly credentials: number;
  readonly rotations: number;
  /** Refresh tokens that the rotator renewed. */
  readonly renewals: number;
  /** Reads of the consumer from Alation. A read that the consumer retries counts once. */
  readonly consumerReads: number;
  /** Reads that Alation refused, even after the consumer read the secret again. */
  readonly consumerFailures: number;
  /** Reads that Alation accepted only after the consumer read the secret again. */
  readonly consumerSecondReads: number;
  /** Hours in which the published access token was inactive. */
  readonly hoursWithoutActiveToken: number;
  /** Why the published access token was inactive, the longest cause first. */
  readonly downtime: readonly CauseOfDowntime[];
  /** `stage` is days before expiry, or `expired`. */
  readonly warnings: readonly {
    readonly day: number;
    readonly stage: number | 'expired';
    readonly credential: string;
  }[];
  /** False when a read failed although a credential was active all the time. */
  readonly guaranteeKept: boolean;
}

/** The result of the run, which `--json` prints. */
export interface RunResult {
  readonly days: number;
  readonly seed: number;
  readonly integrations: readonly IntegrationResult[];
}

/** Combines the reads and the downtime in the timeline with the counts of the monitor. */
export function integrationResult(
  story: Story,
  { integrations }: Timeline,
  counts: Counts,
): IntegrationResult {
  const { reads, downtime: spans = [] } = integrations.find(({ name }) => name === story.integration) ?? {};
  const { count = 0, failed = 0, refusedOnce = [] } = reads ?? {};
  const downtime = downtimeByCause(spans);
  const minutes = downtime.reduce((sum, one) => sum + one.minutes, 0);
  return {
    name: story.integration,
    about: story.about,
    credentials: story.credentials.length,
    rotations: counts.rotations,
    renewals: counts.renewals,
    consumerReads: count,
    consumerFailures: failed,
    consumerSecondReads: refusedOnce.length,
    hoursWithoutActiveToken: Math.round(minutes / 6) / 10,
    downtime,
    warnings: counts.warnings,
    guaranteeKept: !story.mustNotFail || failed === 0,
  };
}

/** The counts of all integrations together. */
export function sums(results: readonly IntegrationResult[]) {
  const sum = (count: (one: IntegrationResult) => number) =>
    results.reduce((total, one) => total + count(one), 0);
  return {
    rotations: sum(({ rotations }) => rotations),
    reads: sum(({ consumerReads }) => consumerReads),
    failures: sum(({ consumerFailures }) => consumerFailures),
  };
}
