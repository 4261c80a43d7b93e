import type {
  AccessTokenSpan,
  Downtime,
  IntegrationTimeline,
  Span,
  Timeline,
} from '../../../picture/timeline.ts';

/** Repeats a timeline several times in a row. The result replaces a long run, which would take more time. */
export function repeated(timeline: Timeline, times: number): Timeline {
  const { end } = timeline;
  const each = <Item>(items: readonly Item[], at: (item: Item, offset: number) => Item): readonly Item[] =>
    Array.from({ length: times }, (_, index) => items.map((item) => at(item, index * end))).flat();
  const spans = (all: readonly Span[]) =>
    each(all, ([from, to], offset): Span => [from + offset, to + offset]);
  const marks = <Mark extends { readonly at: number }>(all: readonly Mark[]) =>
    each(all, (mark, offset) => ({ ...mark, at: mark.at + offset }));
  return {
    ...timeline,
    end: end * times,
    alarms: marks(timeline.alarms),
    outages: spans(timeline.outages),
    integrations: timeline.integrations.map((integration): IntegrationTimeline => {
      const { credentials, reads, downtime, alerts, acts } = integration;
      return {
        ...integration,
        credentials: credentials.map((credential) => ({
          ...credential,
          periods: each(credential.periods, (period, offset) => ({
            ...period,
            from: period.from + offset,
            to: period.to + offset,
          })),
          accessTokens: each(credential.accessTokens, ([at, ...rest], offset): AccessTokenSpan => [
            at + offset,
            ...rest,
          ]),
        })),
        reads: reads && {
          from: reads.from,
          count: reads.count * times,
          failed: reads.failed * times,
          refusedOnce: each(reads.refusedOnce, (at, offset) => at + offset),
          failures: spans(reads.failures),
        },
        downtime: each(downtime, ([from, to, cause], offset): Downtime => [
          from + offset,
          to + offset,
          cause,
        ]),
        alerts: marks(alerts),
        acts: marks(acts),
      };
    }),
  };
}
