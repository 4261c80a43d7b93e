import { expect, test } from 'vitest';
import { warn } from '../../../functions/warning/warn.ts';
import { inMemoryTopic } from '../../support/in-memory-topic.ts';
import { BASE_URL, DAY_MS, rotationWorld } from '../../support/rotation-world.ts';

/** An integration, and a rotator and a warner that run once a day. */
function warnedIntegration(clientSecretMaxAgeDays: number) {
  // An access token of an OAuth client has a lifetime of at most 72 h, which is enough for a sweep once a day.
  const world = rotationWorld({ accessTokenLifetimeMs: 3 * DAY_MS, policy: { intervalMs: DAY_MS } });
  world.store.addIntegration('bi', 'team-data');
  const topic = inMemoryTopic();
  const deps = {
    store: world.store,
    topic,
    events: { put: async () => 0 },
    clock: world.clock,
    log: world.rotator().log,
    policy: { warningDays: [30, 14, 7, 3, 1], clientSecretMaxAgeDays },
    secretPrefix: 'alation',
    where: '111122223333 eu-west-1',
    isAllowedBaseUrl: () => true,
  };
  let today = 0;
  const aged: { readonly day: number; readonly name: string }[] = [];
  const runUntil = async (day: number) => {
    for (; today < day; today++) {
      const before = topic.alerts.length;
      await world.sweepFor(DAY_MS);
      await warn(deps, []);
      for (const { body } of topic.alerts.slice(before)) {
        for (const [, name = ''] of body.matchAll(/client secret of "([^"]+)" has been in use/g)) {
          aged.push({ day: today + 1, name });
        }
      }
    }
  };
  const storeList = (...credentials: readonly object[]) =>
    world.store.putCredentials('bi', { base_url: BASE_URL, credentials });
  return { world, topic, deps, aged, runUntil, storeList };
}

test('the age of a client secret causes no alert when the setting is 0', async () => {
  const { world, aged, topic, runUntil, storeList } = warnedIntegration(0);
  storeList({ name: 'a', ...world.alation.registerOAuthClient() });
  await runUntil(140);
  expect(aged).toEqual([]);
  expect(topic.alerts).toEqual([]);
});

test('an old client secret causes one alert, whatever else is stored with it', async () => {
  const { world, aged, runUntil, storeList } = warnedIntegration(60);
  const a = { name: 'a', ...world.alation.registerOAuthClient() };
  const b = { name: 'b', ...world.alation.registerOAuthClient() };
  storeList(a, b);
  await runUntil(35);
  const newB = { name: 'b', ...world.alation.registerOAuthClient() };
  storeList(a, newB);
  await runUntil(40);
  // The same client under another name, and one more credential.
  storeList({ ...a, name: 'blue' }, newB, { name: 'key', ...world.alation.issueRefreshToken() });
  await runUntil(100);
  expect(aged).toEqual([
    { day: 60, name: 'blue' },
    { day: 95, name: 'b' },
  ]);
});

test('a new client secret of the same OAuth client starts with age 0', async () => {
  const { world, aged, runUntil, storeList } = warnedIntegration(60);
  const client = world.alation.registerOAuthClient();
  storeList({ name: 'a', ...client });
  await runUntil(65);
  const { client_secret } = world.alation.registerOAuthClient();
  storeList({ name: 'a', ...client, client_secret });
  await runUntil(130);
  expect(aged).toEqual([
    { day: 60, name: 'a' },
    { day: 125, name: 'a' },
  ]);
});

test('OAuth clients have no nearest expiry, and the alert about their rejection names the page for OAuth clients', async () => {
  const { world, topic, deps, runUntil, storeList } = warnedIntegration(0);
  const client = world.alation.registerOAuthClient();
  storeList({ name: 'a', ...client });
  await world.sweep();
  expect((await warn(deps, [])).daysToNearestExpiry).toBeUndefined();
  world.alation.revoke(client.client_secret);
  await runUntil(3);
  expect(topic.alerts.at(-1)?.subject).toContain('all credentials rejected');
  expect(topic.alerts.at(-1)?.body).toContain(`${BASE_URL}/admin/auth/`);
  expect(topic.alerts.at(-1)?.body).not.toContain('/account/auth');
});
