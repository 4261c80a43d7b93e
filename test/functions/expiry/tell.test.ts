import { expect, test } from 'vitest';
import type { NoticedIntegration } from '../../../functions/expiry/noticed-integration.ts';
import type { Alert } from '../../../functions/expiry/ports.ts';
import { tell } from '../../../functions/expiry/tell.ts';
import type { Noticed } from '../../../functions/expiry/tell.ts';
import { RotationError } from '../../../functions/rotation/rotation-error.ts';
import { NOW } from '../rotation/record-fixture.ts';

const about = (integration: string, owner: string): NoticedIntegration => ({
  integration,
  owner,
  baseUrl: 'https://acme.alationcloud.com',
  accessTokenExpiresAt: undefined,
  credentialKinds: ['refresh-token'],
  notices: [{ kind: 'all-rejected' }],
});
const noticed = (...them: readonly NoticedIntegration[]) =>
  new Map<string, Noticed>(them.map((one) => [one.integration, { about: one, said: { said: 'yes' } }]));

/** Tells what is due where the topic refuses an owner and tags of an integration cannot be written. */
function telling(them: ReadonlyMap<string, Noticed>, remainingMs = Infinity) {
  const [sleeps, log]: [number[], unknown[]] = [[], []];
  const line = (level: string) => (event: string, fields: object) => void log.push([level, event, fields]);
  const result = tell(
    {
      store: {
        writeTags: async (integration) => {
          if (integration === 'unwritable') throw new RotationError('SecretAccessDenied', 'injected');
        },
      },
      topic: {
        publish: async ({ owner }: Alert) => {
          if (owner === 'refused') throw new TypeError('injected');
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
  return { result, sleeps, log };
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
    ['error', 'SaidNotKept', { integration: 'unwritable', code: 'SecretAccessDenied' }],
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
  const { result, log } = telling(noticed(about('good', 'a-team')), 15_000);
  await expect(result).resolves.toMatchObject({ published: 0, failed: 0, left: 1, untold: ['good'] });
  expect(log).toEqual([]);
  const { result: inTime } = telling(noticed(about('good', 'a-team')), 15_100);
  await expect(inTime).resolves.toMatchObject({ published: 1, left: 0 });
});
