import type { ConsumerTally } from './consumer.ts';
import type { Story } from './stories.ts';
import type { Watched } from './watcher.ts';

/** What became of one integration. */
export interface IntegrationResult {
  readonly name: string;
  readonly about: string;
  readonly rotations: number;
  readonly consumerReads: number;
  readonly consumerFailures: number;
  /** Reads that worked only after the consumer read the secret again. */
  readonly consumerSecondReads: number;
  readonly hoursWithoutLiveToken: number;
  /** `stage` is days before expiry, or `expired`. */
  readonly warnings: readonly {
    readonly day: number;
    readonly stage: number | 'expired';
    readonly credential: string;
  }[];
  /** False when a read failed although a live credential was there all the time. */
  readonly asPromised: boolean;
}

/** What became of the run; this is what `--json` prints. */
export interface RunResult {
  readonly days: number;
  readonly seed: number;
  readonly integrations: readonly IntegrationResult[];
}

/** Joins what the consumer and the watcher counted. */
export function integrationResult(story: Story, tally: ConsumerTally, watched: Watched): IntegrationResult {
  return {
    name: story.integration,
    about: story.about,
    rotations: watched.rotations,
    consumerReads: tally.reads,
    consumerFailures: tally.failures,
    consumerSecondReads: tally.secondReads,
    hoursWithoutLiveToken: watched.hoursWithoutLiveToken,
    warnings: watched.warnings,
    asPromised: !story.mustNotFail || tally.failures === 0,
  };
}
