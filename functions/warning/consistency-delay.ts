/**
 * Ms after which Secrets Manager is taken to show what was written to it. For DescribeSecret AWS names no number: this
 * is long for a write to get about, and short for people who wait to be told.
 */
export const CONSISTENCY_DELAY_MS = 3_000;
