import { expect, test } from 'vitest';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import type { Alert } from '../../../functions/integration/ports.ts';
import { publishAlerts } from '../../../functions/warning/publish-alerts.ts';
import type { Noticed } from '../../../functions/warning/publish-alerts.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { NOW } from '../rotation/state-fixture.ts';

const about = (
  integration: string,
  owner: string,
  notifications: IntegrationNotifications['notifications'] = [{ kind: 'all-rejected' }],
): IntegrationNotifications => ({
  integration,
  owner,
  baseUrl: 'https://acme.alationcloud.com',
  accessTokenExpiresAt: undefined,
  credentialKinds: ['refresh-token'],
  notifications,
});
const noticed = (...them: readonly IntegrationNotifications[]) =>
  new Map<string, Noticed>(them.map((one) => [one.integration, { about: one, said: { said: 'yes' } }]));

/** Tells what is due where the topic refuses an owner, if nothing else, and tags of an integration cannot be written. */
function telling(
  them: ReadonlyMap<string, Noticed>,
  { remainingMs = Infinity, refused = ({ owner }: Alert) => owner === 'refused' } = {},
) {
  const [sleeps, log, marked]: [number[], unknown[], string[]] = [[], [], []];
  const line = (level: string) => (event: string, fields: object) => void log.push([level, event, fields]);
  const result = publishAlerts(
    {
      store: {
        writeTags: async (integration) => {
          if (integration === 'unwritable') throw new RotationError('SecretAccessDenied', 'injected');
          marked.push(integration);
        },
      },
      topic: {
        publish: async (alert: Alert) => {
          if (refused(alert)) throw new TypeError('injected');
        },
        confirmedSubscriptions: async () => 1,
      },
      events: { put: async () => 0 },
      clock: { now: () => NOW, sleep: async (ms) => void sleeps.push(ms) },
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      secretPrefix: 'alation',
    },
    them,
    () => remainingMs,
  );
  return { result, sleeps, log, marked };
}

test('each message leaves a line, a refused one with its error, and so does what could not be kept', async () => {
  const them = noticed(about('good', 'a-team'), about('bad', 'refused'), about('unwritable', 'b-team'));
  const { result, log } = telling(them);
  await expect(result).resolves.toEqual({
    published: 2,
    failed: 1,
    left: 0,
    marked: 1,
    notMarked: 1,
    untold: ['bad'],
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

test('between two messages there is a pause, and before the first one none', async () => {
  const one = telling(noticed(about('good', 'a-team')));
  await one.result;
  expect(one.sleeps.filter((ms) => ms === 125)).toEqual([]);
  const two = telling(noticed(about('good', 'a-team'), about('other', 'b-team')));
  await two.result;
  expect(two.sleeps.filter((ms) => ms === 125)).toHaveLength(1);
});

test('what there is no time for is left, and is nobody’s failure', async () => {
  const { result, log } = telling(noticed(about('good', 'a-team')), { remainingMs: 15_000 });
  await expect(result).resolves.toMatchObject({ published: 0, failed: 0, left: 1, untold: ['good'] });
  expect(log).toEqual([]);
  const { result: inTime } = telling(noticed(about('good', 'a-team')), { remainingMs: 15_100 });
  await expect(inTime).resolves.toMatchObject({ published: 1, left: 0 });
});

const spokenOfTwice = about('twice', 'a-team', [{ kind: 'all-rejected' }, { kind: 'rotation-recovered' }]);

test('an integration that two messages speak of is marked once, after the second', async () => {
  const { result, marked } = telling(noticed(spokenOfTwice));
  await expect(result).resolves.toMatchObject({ published: 2, marked: 1, untold: [] });
  expect(marked).toEqual(['twice']);
});

test.each(['critical', 'info'])(
  'it is not marked while the one that is %s did not go out',
  async (severity) => {
    const { result, marked } = telling(noticed(spokenOfTwice), {
      refused: (alert) => alert.severity === severity,
    });
    await expect(result).resolves.toMatchObject({ published: 1, failed: 1, marked: 0, untold: ['twice'] });
    expect(marked).toEqual([]);
  },
);
