import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../../functions/contract.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { requestedIntegrations } from '../../../functions/requested-integrations.ts';
import { warn } from '../../../functions/warning/warn.ts';
import type { WarnDependencies } from '../../../functions/warning/warn.ts';
import { findLeaks } from '../../support/canary.ts';
import { inMemoryTopic } from '../../support/in-memory-topic.ts';
import { BASE_URL, DAY_MS, HOUR_MS, rotationWorld } from '../../support/rotation-world.ts';

/** A rotation world with a warner in it. */
function warnedWorld(options: Parameters<typeof rotationWorld>[0] = {}) {
  const world = rotationWorld(options);
  const topic = inMemoryTopic();
  const warnerEvents: RotatorEvent[] = [];
  const deps: WarnDependencies = {
    store: world.store,
    topic,
    events: {
      put: async (events) => {
        warnerEvents.push(...events);
        return 0;
      },
    },
    clock: world.clock,
    log: world.rotator().log,
    policy: { warningDays: [30, 14, 7, 3, 1], clientSecretMaxAgeDays: 0 },
    secretPrefix: 'alation',
  };
  const day = async () => {
    await world.ticksFor(DAY_MS);
    return warn(deps, []);
  };
  return { ...world, world, topic, warnerEvents, deps, day };
}

const subjects = (topic: { readonly alerts: readonly { readonly subject: string }[] }) =>
  topic.alerts.map(({ subject }) => subject.replace('Alation access tokens: ', ''));

test('over the life of a refresh token every stage is said once, and its death', async () => {
  const { world, topic, warnerEvents, day } = warnedWorld();
  world.integrationWith('bi', 1);
  const saidOn: Record<number, readonly string[]> = {};
  for (let today = 1; today <= 64; today++) {
    const before = topic.alerts.length;
    await day();
    if (topic.alerts.length > before) saidOn[today] = subjects(topic).slice(before);
  }
  const soon = 'refresh token expires soon (bi)';
  expect(saidOn).toEqual({
    1: ['credentials accepted (bi)'],
    30: [soon],
    46: [soon],
    53: [soon],
    57: [soon],
    59: [soon],
    60: ['refresh token expired (bi)'],
    61: ['all credentials rejected (bi)'],
  });
  const staged = warnerEvents.map(({ detailType, detail }) => [detailType, detail['stage']]);
  expect(staged).toEqual([
    ...[30, 14, 7, 3, 1].map((stage) => [DetailType.refreshTokenExpiring, stage]),
    [DetailType.refreshTokenExpired, undefined],
  ]);
});

test('a replacement is answered with accepted, and arms the stages anew', async () => {
  const { world, topic, day } = warnedWorld();
  world.integrationWith('bi', 1);
  for (let today = 0; today < 31; today++) await day();
  world.store.putCredentials('bi', { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
  await day();
  expect(subjects(topic).at(-1)).toBe('credentials accepted (bi)');
  expect(topic.alerts.at(-1)?.body).toContain('59 days left');
  for (let today = 0; today < 30; today++) await day();
  expect(subjects(topic).filter((subject) => subject.includes('expires soon'))).toHaveLength(2);
});

test('failing, recovered and rejected each reach people once', async () => {
  const { world, topic, day, deps } = warnedWorld();
  const [refreshToken = ''] = world.integrationWith('bi', 1);
  await day();
  const down = world.rotator({
    before({ operation }) {
      if (operation === 'mint') throw new RotationError('AlationForbidden', 'injected');
    },
  });
  for (let today = 0; today < 3; today++) {
    await world.ticksFor(DAY_MS, down);
    await warn(deps, []);
  }
  await day();
  await day();
  world.alation.revoke(refreshToken);
  await day();
  await day();
  expect(subjects(topic)).toEqual([
    'credentials accepted (bi)',
    'rotation is failing (bi)',
    'rotation works again (bi)',
    'all credentials rejected (bi)',
  ]);
});

test('a message that was not accepted is said by the next run', async () => {
  const { world, topic, deps } = warnedWorld();
  world.integrationWith('bi', 1);
  await world.tick();
  topic.accepts = () => false;
  expect(await warn(deps, [])).toMatchObject({ noticed: 1, alertsPublished: 0, alertsFailed: 1 });
  topic.accepts = () => true;
  expect(await warn(deps, [])).toMatchObject({ noticed: 1, alertsPublished: 1, alertsFailed: 0 });
  expect(await warn(deps, [])).toMatchObject({ noticed: 0, alertsPublished: 0 });
});

test('an integration that several messages speak of is told only when all of them went out', async () => {
  const { world, topic, deps } = warnedWorld({ refreshTokenLifetimeMs: 2 * DAY_MS });
  world.integrationWith('bi', 1);
  await world.ticksFor(DAY_MS);
  await warn(deps, []);
  world.store.putCredentials('bi', { base_url: BASE_URL, refresh_token: 'x'.repeat(40), user_id: 1 });
  const first = topic.alerts.length;
  // The old refresh token has expired by the time the bad replacement is rejected: critical; nothing else.
  await world.ticksFor(2 * DAY_MS);
  topic.accepts = ({ severity }) => severity !== 'critical';
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(first);
  topic.accepts = () => true;
  await warn(deps, []);
  expect(topic.alerts.slice(first).map(({ severity }) => severity)).toEqual(['critical']);
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(first + 1);
});

test('a run that dies after a message says no other one twice', async () => {
  const { world, topic, deps } = warnedWorld();
  for (const name of ['one', 'two', 'three']) {
    world.integrationWith(name, 1);
    world.store.setTag(name, Tag.owner, `team-${name}`);
  }
  await world.tick();
  const { promise: death, resolve: died } = Promise.withResolvers<void>();
  const dying: WarnDependencies = {
    ...deps,
    topic: {
      ...topic,
      publish: async (alert) => {
        if (topic.alerts.length < 2) return topic.publish(alert);
        died();
        return new Promise(() => {});
      },
    },
  };
  await Promise.race([warn(dying, []), death]);
  await warn(deps, []);
  const owners = topic.alerts.map(({ owner }) => owner ?? '');
  expect(owners).toHaveLength(3);
  expect(new Set(owners)).toEqual(new Set(['team-one', 'team-two', 'team-three']));
});

test('messages leave at most ten a second', async () => {
  const { world, topic, deps } = warnedWorld();
  for (let index = 0; index < 25; index++) {
    world.integrationWith(`bi-${index}`, 1);
    world.store.setTag(`bi-${index}`, Tag.owner, `team-${index}`);
  }
  await world.tick();
  const at: number[] = [];
  topic.accepts = () => at.push(world.clock.now()) > 0;
  await warn(deps, []);
  expect(at).toHaveLength(25);
  const busiest = Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + 1_000).length));
  expect(busiest).toBeLessThanOrEqual(10);
});

/** A world with so many integrations that have something to be said about, and Secrets Manager's real answer times. */
async function crowdedWorld(count: number) {
  const { world, topic, deps } = warnedWorld();
  for (let index = 0; index < count; index++) {
    world.integrationWith(`bi-${index}`, 1);
    world.store.setTag(`bi-${index}`, Tag.owner, 'team');
  }
  await world.tick();
  world.clock.moveBy(HOUR_MS);
  const tagged: number[] = [];
  const store = {
    ...world.store,
    describeIntegration: async (name: string) => {
      await world.clock.sleep(20);
      return world.store.describeIntegration(name);
    },
    writeTags: async (...args: Parameters<typeof world.store.writeTags>) => {
      tagged.push(world.clock.now());
      await world.clock.sleep(20);
      return world.store.writeTags(...args);
    },
  };
  const told = () => topic.alerts.flatMap(({ integrations }) => integrations);
  return { world, topic, deps: { ...deps, store }, tagged, told };
}

test('thousands are looked at side by side, told of in few messages, and marked at a steady pace', async () => {
  const { world, topic, deps, tagged, told } = await crowdedWorld(1_000);
  const begun = world.clock.now();
  expect(await warn(deps, [])).toMatchObject({ integrations: 1_000, noticed: 1_000, alertsLeft: 0 });
  expect(topic.alerts.length).toBeLessThanOrEqual(5);
  expect(new Set(told()).size).toBe(1_000);
  const firstTag = Math.min(...tagged);
  // One by one, looking at them alone would take 20 s.
  expect(firstTag - begun).toBeLessThan(2_000);
  const busiest = Math.max(
    ...tagged.map((from) => tagged.filter((at) => at >= from && at < from + 1_000).length),
  );
  // With the 40 of the rotator never more than the 50 that Secrets Manager takes.
  expect(busiest).toBeLessThanOrEqual(13);
});

test('what a run has no time for is left to the next ones, and nothing is said twice', async () => {
  const { world, topic, deps, told } = await crowdedWorld(1_000);
  const lefts: number[] = [];
  for (let run = 0; run < 6; run++) {
    const endsAt = world.clock.now() + 60_000;
    const { alertsLeft } = await warn(deps, [], () => endsAt - world.clock.now());
    expect(world.clock.now()).toBeLessThan(endsAt);
    lefts.push(alertsLeft);
    if (alertsLeft === 0) break;
  }
  expect(lefts[0]).toBeGreaterThan(0);
  expect(lefts.at(-1)).toBe(0);
  expect(told()).toHaveLength(1_000);
  expect(new Set(told()).size).toBe(1_000);
  expect(topic.alerts.length).toBeLessThanOrEqual(5);
});

/** A crowd, and a warner with a minute at a time whose event starts the next one, as the rule of the bus does. */
async function crowdWithoutTime(count: number) {
  const crowd = await crowdedWorld(count);
  const started: RotatorEvent[] = [];
  const events: WarnDependencies['events'] = {
    put: async (put) => {
      started.push(...put.filter(({ detailType }) => detailType === DetailType.alertsDue));
      return 0;
    },
  };
  const run = (only: readonly string[], deps: Partial<WarnDependencies> = {}, limitMs = 60_000) => {
    const endsAt = crowd.world.clock.now() + limitMs;
    return warn({ ...crowd.deps, events, ...deps }, only, () => endsAt - crowd.world.clock.now());
  };
  return { ...crowd, started, run };
}

test.each([
  { sentence: 'a run over everything starts one over everything', named: 0 },
  { sentence: 'a run for named ones starts one for those that are left', named: 1_000 },
])('where the time runs out, $sentence, until all are told once', async ({ named }) => {
  const { started, run, told } = await crowdWithoutTime(1_000);
  let only: readonly string[] = Array.from({ length: named }, (_, index) => `bi-${index}`);
  const lefts: number[] = [];
  for (let runs = 1; runs <= 10; runs++) {
    const { alertsLeft, continued } = await run(only);
    lefts.push(alertsLeft);
    expect({ continued, started: started.length }).toEqual({
      continued: alertsLeft > 0,
      started: alertsLeft > 0 ? runs : runs - 1,
    });
    if (!continued) break;
    only = requestedIntegrations({ detail: started.at(-1)?.detail });
    expect(only).toHaveLength(named === 0 ? 0 : 1_000 - told().length);
  }
  expect(lefts).toEqual([2, 1, 0]);
  expect(told()).toHaveLength(1_000);
  expect(new Set(told()).size).toBe(1_000);
});

const throwing = async () => {
  throw new RotationError('SecretsManagerUnavailable', 'injected');
};

test('a run that got nowhere, or met trouble, starts no other one, or they would never end', async () => {
  const { started, run, deps } = await crowdWithoutTime(1_000);
  const unfinished = { alertsLeft: expect.any(Number), continued: false };
  expect(await run([], {}, 20_000)).toMatchObject({ alertsPublished: 0, alertsLeft: 3, continued: false });
  const refusing = { ...deps.topic, publish: throwing };
  expect(await run([], { topic: refusing })).toMatchObject({ alertsFailed: 3, continued: false });
  const untaggable = { ...deps.store, writeTags: throwing };
  expect(await run([], { store: untaggable })).toMatchObject({ alertsLeft: 2, continued: false });
  expect(await run([], { store: undescribed(deps, 'bi-7').store })).toMatchObject({
    notDescribed: 1,
    ...unfinished,
  });
  expect(started).toEqual([]);
});

test('a bus that takes no event leaves the rest to the retry of the run', async () => {
  const { run } = await crowdWithoutTime(1_000);
  expect(await run([], { events: { put: async (events) => events.length } })).toMatchObject({
    alertsLeft: 2,
    continued: false,
  });
});

test('asked about very many it looks at them side by side too', async () => {
  const { world, deps } = await crowdedWorld(500);
  const begun = world.clock.now();
  const names = Array.from({ length: 500 }, (_, index) => `bi-${index}`);
  let first = Infinity;
  const topic = {
    ...deps.topic,
    publish: async () => {
      first = Math.min(first, world.clock.now());
    },
  };
  expect(await warn({ ...deps, topic }, names)).toMatchObject({ integrations: 500, noticed: 500 });
  expect(first - begun).toBeLessThan(1_000);
});

test('a paused integration is not spoken of, and is when it is taken up again', async () => {
  const { world, topic, deps } = warnedWorld();
  world.integrationWith('bi', 1);
  await world.tick();
  world.store.setTag('bi', Tag.paused, 'true');
  await warn(deps, []);
  expect(topic.alerts).toEqual([]);
  world.store.setTag('bi', Tag.paused, '');
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(1);
});

test('a listing that is minutes old makes nothing be said twice', async () => {
  const { world, topic, deps } = warnedWorld({ listingLagMs: 300_000 });
  world.integrationWith('bi', 1);
  world.clock.moveBy(300_000);
  await world.tick();
  world.clock.moveBy(300_000);
  await warn(deps, []);
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(1);
});

test('asked about some integrations it looks at those only, and gives no gauge', async () => {
  const { world, topic, deps } = warnedWorld();
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  await world.tick();
  const summary = await warn(deps, ['one', 'nobody']);
  expect(summary).toMatchObject({ integrations: 1, noticed: 1, daysToNearestExpiry: undefined });
  expect(topic.alerts.map(({ integrations }) => integrations)).toEqual([['one']]);
  expect((await warn(deps, [])).daysToNearestExpiry).toBeCloseTo(60);
});

/** The dependencies with DescribeSecret failing for these integrations. */
function undescribed(deps: WarnDependencies, ...names: readonly string[]): WarnDependencies {
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = async (name) => {
    if (names.includes(name)) throw new RotationError('SecretAccessDenied', `${name} is denied`);
    return deps.store.describeIntegration(name);
  };
  return { ...deps, store: { ...deps.store, describeIntegration } };
}

test('an integration that cannot be described is spoken of as the listing shows it, and silences no other', async () => {
  const { world, topic, deps } = warnedWorld();
  for (const name of ['one', 'two', 'three']) world.integrationWith(name, 1);
  await world.tick();
  const summary = await warn(undescribed(deps, 'two'), []);
  expect(summary).toMatchObject({ noticed: 3, alertsPublished: 1, notDescribed: 1 });
  expect(topic.alerts.flatMap(({ integrations }) => integrations).toSorted()).toEqual([
    'one',
    'three',
    'two',
  ]);
  const fields = { integration: 'two', code: 'SecretAccessDenied' };
  expect(world.log).toContainEqual(
    expect.objectContaining({
      level: 'error',
      event: 'IntegrationNotDescribed',
      fields: expect.objectContaining(fields),
    }),
  );
});

test('of several that it is asked about, the one that cannot be described silences no other', async () => {
  const { world, topic, deps } = warnedWorld();
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  await world.tick();
  const summary = await warn(undescribed(deps, 'one'), ['one', 'two']);
  expect(summary).toMatchObject({ noticed: 1, notDescribed: 1 });
  expect(topic.alerts.map(({ integrations }) => integrations)).toEqual([['two']]);
  expect(await warn(deps, ['one', 'two'])).toMatchObject({ noticed: 1, notDescribed: 0 });
});

/** A world whose integrations were just rotated, and a store that does not show it for so long. */
async function staleWorld(staleMs: number) {
  const { world, topic, deps } = warnedWorld();
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  const stale = await Promise.all(['one', 'two'].map((name) => world.store.describeIntegration(name)));
  await world.tick();
  const shownFrom = world.clock.now() + staleMs;
  let looks = 0;
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = async (name) => {
    looks += 1;
    return world.clock.now() < shownFrom && name === 'two'
      ? stale.find((one) => one?.integration === name)
      : world.store.describeIntegration(name);
  };
  const store = { ...world.store, describeIntegration };
  return { world, topic, deps: { ...deps, store }, looks: () => looks };
}

test('started by an event whose cause Secrets Manager does not show yet, it looks once more and tells', async () => {
  const { topic, deps, looks } = await staleWorld(2_000);
  expect(await warn(deps, ['one', 'two'])).toMatchObject({ integrations: 2, noticed: 2 });
  expect(topic.alerts.flatMap(({ integrations }) => integrations).toSorted()).toEqual(['one', 'two']);
  expect(looks()).toBe(3);
});

test('where there is nothing to say it gives up after the second look, a few seconds later', async () => {
  const { world, topic, deps, looks } = await staleWorld(Infinity);
  const begun = world.clock.now();
  expect(await warn(deps, ['two', 'nobody'])).toMatchObject({ integrations: 1, noticed: 0 });
  expect(topic.alerts).toEqual([]);
  expect(looks()).toBe(3);
  expect(world.clock.now() - begun).toBe(3_000);
});

test('one that cannot be described at once is told of if it can a few seconds later', async () => {
  const { world, deps } = await staleWorld(0);
  const throttled = undescribed(deps, 'one');
  const begun = world.clock.now();
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = (name) =>
    (world.clock.now() === begun ? throttled : deps).store.describeIntegration(name);
  const store = { ...deps.store, describeIntegration };
  expect(await warn({ ...deps, store }, ['one'])).toMatchObject({
    integrations: 1,
    noticed: 1,
    notDescribed: 0,
  });
});

test('the daily run looks once: what it does not see yet, an event has told or the next day does', async () => {
  const { world, deps } = await staleWorld(0);
  await warn(deps, []);
  const begun = world.clock.now();
  await warn(deps, []);
  expect(world.clock.now()).toBe(begun);
});

test('a listing that breaks off fails the run, after what was listed is told', async () => {
  const { world, topic, deps } = warnedWorld();
  for (let index = 0; index < 150; index++) world.integrationWith(`bi-${index}`, 1);
  await world.tick();
  async function* listIntegrations() {
    for await (const page of deps.store.listIntegrations()) {
      yield page;
      throw new RotationError('SecretsManagerUnavailable', 'the second page');
    }
  }
  const warning = warn({ ...deps, store: { ...deps.store, listIntegrations } }, []);
  await expect(warning).rejects.toMatchObject({
    code: 'SecretsManagerUnavailable',
    message: 'the second page',
  });
  expect(topic.alerts.flatMap(({ integrations }) => integrations)).toHaveLength(100);
});

test('tags that cannot be written make it say a thing again, and are logged', async () => {
  const { world, topic, deps } = warnedWorld();
  world.integrationWith('bi', 1);
  await world.tick();
  await warn({ ...deps, store: { ...world.store, writeTags: throwing } }, []);
  expect(world.log).toContainEqual(
    expect.objectContaining({ level: 'error', event: 'NotificationStateNotSaved' }),
  );
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(2);
});

test('no message, event, tag or log line holds a secret', async () => {
  const { world, topic, warnerEvents, day } = warnedWorld();
  const secrets = [...world.integrationWith('bi', 2), ...world.integrationWith('tableau', 1)];
  for (let today = 0; today < 64; today++) {
    await day();
    for (const name of ['bi', 'tableau']) {
      const accessToken = world.published(name);
      if (accessToken !== undefined) secrets.push(accessToken);
    }
  }
  const seen = inspect(
    [
      topic.alerts,
      warnerEvents,
      world.events,
      world.log,
      world.store.tagsOf('bi'),
      world.store.tagsOf('tableau'),
    ],
    { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity },
  );
  expect(topic.alerts.length).toBeGreaterThan(5);
  expect(findLeaks(seen, [...new Set(secrets)])).toEqual([]);
});
