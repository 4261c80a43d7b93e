import { DetailType } from '../contract.ts';
import { activeContest, causeOf } from '../integration/contest.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import { formatInstant } from '../integration/tag-fields.ts';

/** The event of a contest that began, whose sharing integration changed, or that ended; else no event. */
export function contestEvents(
  integration: string,
  before: IntegrationState,
  after: IntegrationState,
): readonly RotatorEvent[] {
  const known = activeContest(before);
  const contest = activeContest(after);
  const common = { integration, owner: after.owner };
  if (contest === undefined) {
    return known === undefined
      ? []
      : [{ detailType: DetailType.contestEnded, detail: { ...common, code: causeOf(known) } }];
  }
  if (known !== undefined && known.sharedWith === contest.sharedWith) return [];
  return [
    {
      detailType: DetailType.contested,
      detail: {
        ...common,
        state: 'contested',
        code: causeOf(contest),
        credential: contest.credential,
        sharedWith: contest.sharedWith,
        since: formatInstant(contest.since),
      },
    },
  ];
}
