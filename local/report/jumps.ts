import type { Timeline } from '../../picture/timeline.ts';
import type { Jump } from '../../picture/zoom-bar.ts';
import { endingsOf, type ExamplePair } from './example-pair.ts';

const DAY = 24 * 60;
/** A day of the stories on which nothing special happens. */
const USUAL_DAY = 2;

/** Buttons that show the times of the main events of this run. */
export function jumpsOf(timeline: Timeline, pair: ExamplePair | undefined): readonly Jump[] {
  const { end, integrations, outages } = timeline;
  const around = (label: string, at: number | undefined, before: number, after: number): readonly Jump[] =>
    at === undefined || at > end
      ? []
      : [{ label, view: { from: Math.max(0, at - before * DAY), to: Math.min(end, at + after * DAY) } }];
  const shared = integrations
    .flatMap(({ alerts }) => alerts)
    .find(({ text }) => text.includes('uses the same credential'));
  const [renewedAt] = endingsOf(
    integrations.flatMap(({ credentials }) => credentials.flatMap(({ periods }) => periods)),
    'renewed',
  );
  const [outage] = outages;
  return [
    ...around('Usual days', USUAL_DAY * DAY, 0, 2),
    ...around('Shared credential', shared?.at, 0.5, 1.5),
    ...around('Outage', outage?.[0], 0.5, 1.5),
    ...around('Renewal', renewedAt, 1, 1),
    ...around('Expiry, two credentials', pair?.double.expiries[0], 3, 7),
    ...around('Expiry, one credential', pair?.single.expiries[0], 2, 2),
  ];
}
