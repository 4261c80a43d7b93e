import { expect, test } from 'vitest';
import { continueRun } from '../../../functions/warning/continue-run.ts';
import type { EndedRun } from '../../../functions/warning/continue-run.ts';
import type { PublishedAlerts } from '../../../functions/warning/publish-alerts.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';
import { NOW } from '../rotation/state-fixture.ts';

/** Ends a run that published the alert about one integration and had no time for another integration. */
async function endOf(changes: Partial<Omit<EndedRun, 'alerts'>>, alerts: Partial<PublishedAlerts> = {}) {
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
      alerts: {
        published: 1,
        failed: 0,
        left: 1,
        saved: 1,
        notSaved: 0,
        eventsRefused: 0,
        unsent: ['left'],
        ...alerts,
      },
    },
  );
  return { continued, started, slept };
}

test('a run over all integrations starts another run over all integrations, after the consistency delay', async () => {
  expect(await endOf({})).toEqual({
    continued: true,
    started: [{ detailType: 'Alerts Due', detail: { integrations: [] } }],
    slept: [3_000],
  });
});

test('a run over named integrations starts a run over the remaining integrations', async () => {
  const { started } = await endOf({ only: ['sent', 'left'] });
  expect(started).toEqual([{ detailType: 'Alerts Due', detail: { integrations: ['left'] } }]);
});

test.each<{
  readonly because: string;
  readonly changes?: Partial<EndedRun>;
  readonly alerts?: Partial<PublishedAlerts>;
}>([
  { because: 'no alert is left', alerts: { left: 0, unsent: [] } },
  { because: 'no notification state was saved', alerts: { saved: 0 } },
  { because: 'the topic refused an alert', alerts: { failed: 1 } },
  { because: 'a notification state could not be saved', alerts: { notSaved: 1 } },
  { because: 'an integration could not be described', changes: { notDescribed: 1 } },
])('the run starts no other run when $because', async ({ changes = {}, alerts }) => {
  expect(await endOf(changes, alerts)).toEqual({ continued: false, started: [], slept: [] });
});
