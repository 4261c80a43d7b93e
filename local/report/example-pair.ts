import type { IntegrationTimeline, Period, Timeline } from '../../picture/timeline.ts';

/** Two integrations of one run: the first has one credential, and the second has two or more. */
export interface ExamplePair {
  readonly single: Example;
  readonly double: Example;
}

/** An integration and the expiries of its refresh tokens, in order. */
export interface Example {
  readonly integration: IntegrationTimeline;
  readonly expiries: readonly number[];
}

/**
 * A pair that shows why two credentials matter. Refresh tokens of both integrations expired. After that, reads of the
 * integration with a single credential failed; no read of the other integration failed. Undefined if the run has no such pair.
 */
export function examplePair({ integrations }: Timeline): ExamplePair | undefined {
  const examples = integrations
    .map((integration): Example => ({ integration, expiries: expiriesOf(integration) }))
    .filter(({ expiries }) => expiries.length > 0);
  const single = examples.find(
    ({ integration: { credentials, reads }, expiries: [expiredAt = Infinity] }) =>
      credentials.length === 1 && reads?.failures.some(([, to]) => to > expiredAt),
  );
  const double = examples.find(
    ({ integration: { credentials, reads } }) => credentials.length > 1 && reads?.failed === 0,
  );
  return single && double && { single, double };
}

/** The times at which a refresh token expired before its replacement. */
export function expiriesOf({ credentials }: IntegrationTimeline): readonly number[] {
  return endingsOf(
    credentials.flatMap(({ periods }) => periods),
    'expired',
  );
}

/** When periods ended for this reason, in order. */
export function endingsOf(periods: readonly Period[], wanted: Period['ending']): readonly number[] {
  return periods
    .filter(({ ending }) => ending === wanted)
    .map(({ to }) => to)
    .toSorted((one, other) => one - other);
}
