import type { Context } from 'aws-lambda';

/** Ms that are left of the invocation, now. */
export type RemainingMs = () => number;

/** What is left of a Lambda invocation before it is stopped. */
export function remainingMsOf(context: Pick<Context, 'getRemainingTimeInMillis'>): RemainingMs {
  return () => context.getRemainingTimeInMillis();
}
