import { expect, test } from 'vitest';
import type {
  IntegrationNotifications,
  PendingNotifications,
} from '../../../functions/warning/integration-notifications.ts';
import type { Alert } from '../../../functions/integration/ports.ts';
import { publishAlerts } from '../../../functions/warning/publish-alerts.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { NOW } from '../rotation/state-fixture.ts';
import { notificationOf } from './notification-fixture.ts';

const about = (
  integration: string,
  owner: string,
  notifications: IntegrationNotifications['notifications'] = [notificationOf('critical')],
): IntegrationNotifications => ({
  integration,
  owner,
  baseUrl: 'https://acme.alationcloud.com',
  credentialKinds: ['refresh-token'],
  notifications,
});
const pending = (...all: readonly IntegrationNotifications[]) =>
  new Map<string, PendingNotifications>(
    all.map((one) => [one.integration, { about: one, tags: { key: 'value' } }]),
  );

/** Publishes alerts. The topic refuses the alerts to one owner, and the tags of one integration cannot be written. */
function publishing(
  due: ReadonlyMap<string, PendingNotifications>,
  { remainingMs = Infinity, refused = ({ owner }: Alert) => owner === 'refused' } = {},
) {
  const [sleeps, log, saved]: [number[], unknown[], string[]] = [[], [], []];
  const line = (level: string) => (event: string, fields: object) => void log.push([level, event, fields]);
  const result = publishAlerts(
    {
      store: {
        writeTags: async (integration) => {
          if (integration === 'unwritable') throw new RotationError('SecretAccessDenied', 'injected');
          saved.push(integration);
        },
      },
      topic: {
        publish: async (alert: Alert) => {
          if (refused(alert)) throw new TypeError('injected');
        },
      },
      events: { put: async () => 0 },
      clock: { now: () => NOW, sleep: async (ms) => void sleeps.push(ms) },
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      secretPrefix: 'alation',
      where: '111122223333 eu-west-1',
    },
    due,
    [],
    () => remainingMs,
  );
  return { result, sleeps, log, saved };
}

test('the log has a line for each published alert, each refused alert and each notification state that could not be saved', async () => {
  const due = pending(about('good', 'a-team'), about('bad', 'refused'), about('unwritable', 'b-team'));
  const { result, log } = publishing(due);
  await expect(result).resolves.toEqual({
    published: 2,
    failed: 1,
    left: 0,
    saved: 1,
    notSaved: 1,
    eventsRefused: 0,
    unsent: ['bad'],
  });
  expect(log).toEqual([
    ['info', 'AlertPublished', { severity: 'critical', owner: 'a-team', integrations: 1 }],
    ['info', 'AlertPublished', { severity: 'critical', owner: 'b-team', integrations: 1 }],
    ['error', 'NotificationStateNotSaved', { integration: 'unwritable', code: 'SecretAccessDenied' }],
    [
      'error',
      'AlertNotPublished',
      { severity: 'critical', owner: 'refused', error: expect.any(TypeError) as unknown },
    ],
  ]);
});

test('the warner waits between two alerts, and not before the first alert', async () => {
  const one = publishing(pending(about('good', 'a-team')));
  await one.result;
  expect(one.sleeps.filter((ms) => ms === 125)).toEqual([]);
  const two = publishing(pending(about('good', 'a-team'), about('other', 'b-team')));
  await two.result;
  expect(two.sleeps.filter((ms) => ms === 125)).toHaveLength(1);
});

test('an alert for which no time is left is deferred, and does not count as failed', async () => {
  const { result, log } = publishing(pending(about('good', 'a-team')), { remainingMs: 15_000 });
  await expect(result).resolves.toMatchObject({ published: 0, failed: 0, left: 1, unsent: ['good'] });
  expect(log).toEqual([]);
  const { result: inTime } = publishing(pending(about('good', 'a-team')), { remainingMs: 15_100 });
  await expect(inTime).resolves.toMatchObject({ published: 1, left: 0 });
});

const inTwoAlerts = about('twice', 'a-team', [notificationOf('critical'), notificationOf('info')]);

test('the notification state of an integration in two alerts is saved once, after the second alert', async () => {
  const { result, saved } = publishing(pending(inTwoAlerts));
  await expect(result).resolves.toMatchObject({ published: 2, saved: 1, unsent: [] });
  expect(saved).toEqual(['twice']);
});

test.each(['critical', 'info'])(
  'the notification state of an integration in two alerts is not saved while the topic refuses the %s alert',
  async (severity) => {
    const { result, saved } = publishing(pending(inTwoAlerts), {
      refused: (alert) => alert.severity === severity,
    });
    await expect(result).resolves.toMatchObject({ published: 1, failed: 1, saved: 0, unsent: ['twice'] });
    expect(saved).toEqual([]);
  },
);
