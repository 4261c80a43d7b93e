import type { ConsumerTally } from './consumer.ts';
import type { Story } from './stories.ts';
import type { Counts } from './monitor.ts';

/** The result of one integration. */
export interface IntegrationResult {
  readonly name: string;
  readonly about: string;
  /** Number of credentials when the run began. */
  readonly credentials: number;
  readonly rotations: number;
  /** Refresh tokens that the rotator renewed. */
  readonly renewals: number;
  readonly consumerReads: number;
  readonly consumerFailures: number;
  /** Reads that Alation accepted only after the consumer read the secret again. */
  readonly consumerSecondReads: number;
  /** Hours in which the published access token was inactive. */
  readonly hoursWithoutActiveToken: number;
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

/** Combines the counts of the consumer and of the monitor. */
export function integrationResult(story: Story, tally: ConsumerTally, counts: Counts): IntegrationResult {
  return {
    name: story.integration,
    about: story.about,
    credentials: story.credentials.length,
    rotations: counts.rotations,
    renewals: counts.renewals,
    consumerReads: tally.reads,
    consumerFailures: tally.failures,
    consumerSecondReads: tally.secondReads,
    hoursWithoutActiveToken: counts.hoursWithoutActiveToken,
    warnings: counts.warnings,
    guaranteeKept: !story.mustNotFail || tally.failures === 0,
  };
}
