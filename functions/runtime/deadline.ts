import type { Context } from 'aws-lambda';

/** Remaining time of the invocation, in ms. */
export type RemainingMs = () => number;

/** Reads the remaining time of a Lambda invocation on each call. */
export function remainingMsOf(context: Pick<Context, 'getRemainingTimeInMillis'>): RemainingMs {
  return () => context.getRemainingTimeInMillis();
}
