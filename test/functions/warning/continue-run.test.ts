import { expect, test } from 'vitest';
import { continueRun } from '../../../functions/warning/continue-run.ts';
import type { RunSoFar } from '../../../functions/warning/continue-run.ts';
import type { PublishedAlerts } from '../../../functions/warning/publish-alerts.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';
import { NOW } from '../rotation/state-fixture.ts';

/** Ends a run that told one integration and had no time for another one. */
async function endOf(changes: Partial<Omit<RunSoFar, 'told'>>, told: Partial<PublishedAlerts> = {}) {
  const started: RotatorEvent[] = [];
  const slept: number[] = [];
  const continued = await continueRun(
    {
      events: {
        put: async (events) => {
          started.push(...events);
          return 0;
        },
      },
      clock: { now: () => NOW, sleep: async (ms) => void slept.push(ms) },
    },
    {
      only: [],
      notDescribed: 0,
      ...changes,
      told: { published: 1, failed: 0, left: 1, marked: 1, notMarked: 0, untold: ['left'], ...told },
    },
  );
  return { continued, started, slept };
}

test('a run over everything starts one over everything, once its marks can be seen', async () => {
  expect(await endOf({})).toEqual({
    continued: true,
    started: [{ detailType: 'Alerts Due', detail: { integrations: [] } }],
    slept: [3_000],
  });
});

test('a run over named integrations starts one over those that are left', async () => {
  const { started } = await endOf({ only: ['told', 'left'] });
  expect(started).toEqual([{ detailType: 'Alerts Due', detail: { integrations: ['left'] } }]);
});

test.each<{
  readonly because: string;
  readonly changes?: Partial<RunSoFar>;
  readonly told?: Partial<PublishedAlerts>;
}>([
  { because: 'nothing is left', told: { left: 0, untold: [] } },
  { because: 'nobody was marked', told: { marked: 0 } },
  { because: 'a message was refused', told: { failed: 1 } },
  { because: 'a mark could not be written', told: { notMarked: 1 } },
  { because: 'an integration could not be described', changes: { notDescribed: 1 } },
])('where $because no other run is started', async ({ changes = {}, told }) => {
  expect(await endOf(changes, told)).toEqual({ continued: false, started: [], slept: [] });
});
