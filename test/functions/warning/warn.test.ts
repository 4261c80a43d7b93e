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
import type { WorldOptions } from '../../support/rotation-world.ts';

/** Refresh tokens that expire so soon that the first run sends a critical alert about them. */
const critical = { refreshTokenLifetimeMs: 2 * DAY_MS };

/** A rotation world with a warner. Sweeps and mints are rare, so that months take little time. */
function warnedWorld(options: WorldOptions = {}) {
  const world = rotationWorld({
    accessTokenLifetimeMs: 4 * DAY_MS,
    policy: { intervalMs: DAY_MS },
    ...options,
  });
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
    where: '111122223333 eu-west-1',
    isAllowedBaseUrl: () => true,
  };
  const day = async () => {
    await world.sweepFor(DAY_MS);
    return warn(deps, []);
  };
  return { ...world, world, topic, warnerEvents, deps, day };
}

const subjects = (topic: { readonly alerts: readonly { readonly subject: string }[] }) =>
  topic.alerts.map(({ subject }) => subject.replace(' (111122223333 eu-west-1)', ''));

test('the warner reports every stage of a refresh token once, and its expiry daily', async () => {
  const { world, topic, warnerEvents, day } = warnedWorld();
  world.integrationWith('bi', 1);
  world.clock.moveBy(HOUR_MS);
  const sentOn: Record<number, readonly string[]> = {};
  for (let today = 1; today <= 62; today++) {
    const before = topic.alerts.length;
    await day();
    if (topic.alerts.length > before) sentOn[today] = subjects(topic).slice(before);
  }
  expect(sentOn).toEqual({
    29: ['[WARNING] bi: last refresh token expires in 30 days'],
    45: ['[WARNING] bi: last refresh token expires in 14 days'],
    52: ['[WARNING] bi: last refresh token expires in 7 days'],
    56: ['[CRITICAL] bi: last refresh token expires in 3 days'],
    58: ['[CRITICAL] bi: last refresh token expires in 47 h'],
    60: ['[CRITICAL] bi: last refresh token expired 1 h ago'],
    61: ['[CRITICAL] bi: last refresh token expired 25 h ago'],
    62: ['[CRITICAL] bi: last refresh token expired 49 h ago'],
  });
  const staged = warnerEvents.map(({ detailType, detail }) => [detailType, detail['stage']]);
  expect(staged).toEqual([
    ...[30, 14, 7, 3, 1].map((stage) => [DetailType.refreshTokenExpiring, stage]),
    [DetailType.refreshTokenExpired, undefined],
  ]);
});

test('a new refresh token has its own stages, and its acceptance is not reported after a warning of 30 days', async () => {
  const { world, topic, day } = warnedWorld();
  world.integrationWith('bi', 1);
  world.clock.moveBy(HOUR_MS);
  for (let today = 0; today < 31; today++) await day();
  world.store.putCredentials('bi', { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
  for (let today = 0; today < 31; today++) await day();
  expect(subjects(topic).map((subject) => subject.replace(/3[01] days/, '30 days'))).toEqual([
    '[WARNING] bi: last refresh token expires in 30 days',
    '[WARNING] bi: last refresh token expires in 30 days',
  ]);
});

test('a failure and a rejection are repeated daily, and a recovery is reported once', async () => {
  const { world, topic, day, deps } = warnedWorld({
    accessTokenLifetimeMs: DAY_MS,
    policy: { intervalMs: 2 * HOUR_MS },
  });
  const [refreshToken = ''] = world.integrationWith('bi', 1);
  await day();
  const down = world.rotator({
    before({ operation }) {
      if (operation === 'mint') throw new RotationError('AlationForbidden', 'injected');
    },
  });
  for (let today = 0; today < 3; today++) {
    await world.sweepFor(DAY_MS, down);
    await warn(deps, []);
  }
  await day();
  await day();
  world.alation.revoke(refreshToken);
  await day();
  await day();
  expect(subjects(topic).map((subject) => subject.replace(/\d+ h.*/, '… h'))).toEqual([
    '[CRITICAL] bi: rotation failing for … h',
    '[CRITICAL] bi: rotation failing for … h',
    '[CRITICAL] bi: rotation failing for 2 days',
    '[INFO] bi: rotation works again',
    '[CRITICAL] bi: all credentials rejected … h',
    '[CRITICAL] bi: all credentials rejected … h',
  ]);
});

test('an alert that the topic refused is sent by the next run', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  world.integrationWith('bi', 1);
  await world.sweep();
  topic.accepts = () => false;
  expect(await warn(deps, [])).toMatchObject({ due: 1, alertsPublished: 0, alertsFailed: 1 });
  topic.accepts = () => true;
  expect(await warn(deps, [])).toMatchObject({ due: 1, alertsPublished: 1, alertsFailed: 0 });
  expect(await warn(deps, [])).toMatchObject({ due: 0, alertsPublished: 0 });
});

test('if the topic refuses the critical alert about a rejected replacement, the next run sends that alert once', async () => {
  const { world, topic, deps } = warnedWorld({ refreshTokenLifetimeMs: 2 * DAY_MS });
  world.integrationWith('bi', 1);
  await world.sweepFor(DAY_MS);
  await warn(deps, []);
  world.store.putCredentials('bi', { base_url: BASE_URL, refresh_token: 'x'.repeat(40), user_id: 1 });
  const first = topic.alerts.length;
  // The old refresh token has expired when the bad replacement is rejected: one critical alert and nothing else.
  await world.sweepFor(2 * DAY_MS);
  topic.accepts = ({ severity }) => severity !== 'critical';
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(first);
  topic.accepts = () => true;
  await warn(deps, []);
  expect(topic.alerts.slice(first).map(({ severity }) => severity)).toEqual(['critical']);
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(first + 1);
});

test('the run after a crashed run sends only the alert that the crashed run did not publish', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  for (const name of ['one', 'two', 'three']) {
    world.integrationWith(name, 1);
    world.store.setTag(name, Tag.owner, `team-${name}`);
  }
  await world.sweep();
  const { promise: crash, resolve: crashed } = Promise.withResolvers<void>();
  const crashing: WarnDependencies = {
    ...deps,
    topic: {
      ...topic,
      publish: async (alert) => {
        if (topic.alerts.length < 2) return topic.publish(alert);
        crashed();
        return new Promise(() => {});
      },
    },
  };
  await Promise.race([warn(crashing, []), crash]);
  await warn(deps, []);
  const owners = topic.alerts.map(({ owner }) => owner ?? '');
  expect(owners).toHaveLength(3);
  expect(new Set(owners)).toEqual(new Set(['team-one', 'team-two', 'team-three']));
});

test('the warner publishes at most ten alerts a second', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  for (let index = 0; index < 25; index++) {
    world.integrationWith(`bi-${index}`, 1);
    world.store.setTag(`bi-${index}`, Tag.owner, `team-${index}`);
  }
  await world.sweep();
  const at: number[] = [];
  topic.accepts = () => at.push(world.clock.now()) > 0;
  await warn(deps, []);
  expect(at).toHaveLength(25);
  const busiest = Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + 1_000).length));
  expect(busiest).toBeLessThanOrEqual(10);
});

/** A world with many integrations that need an alert, and with the latency of Secrets Manager. */
async function crowdedWorld(count: number) {
  const { world, topic, deps } = warnedWorld(critical);
  world.integrationWith('bi-0', 1);
  world.store.setTag('bi-0', Tag.owner, 'team');
  await world.sweep();
  // The warner reads tags only, so the other integrations need no rotation.
  const tags = world.store.tagsOf('bi-0');
  for (let index = 1; index < count; index++) {
    world.store.addIntegration(`bi-${index}`);
    await world.store.writeTags(`bi-${index}`, { ...tags, [Tag.integration]: `bi-${index}` });
  }
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
  const alerted = () => topic.alerts.flatMap(({ integrations }) => integrations);
  return { world, topic, deps: { ...deps, store }, tagged, alerted };
}

test('the warner describes a thousand integrations concurrently, sends few alerts, and writes tags below the rate limit', async () => {
  const { world, topic, deps, tagged, alerted } = await crowdedWorld(1_000);
  const startedAt = world.clock.now();
  expect(await warn(deps, [])).toMatchObject({ integrations: 1_000, due: 1_000, alertsLeft: 0 });
  expect(topic.alerts.length).toBeLessThanOrEqual(5);
  expect(new Set(alerted()).size).toBe(1_000);
  const firstTag = Math.min(...tagged);
  // One after the other, a thousand descriptions would take 20 s.
  expect(firstTag - startedAt).toBeLessThan(2_000);
  const busiest = Math.max(
    ...tagged.map((from) => tagged.filter((at) => at >= from && at < from + 1_000).length),
  );
  // The rotator uses up to 40 of the 50 changes that Secrets Manager allows.
  expect(busiest).toBeLessThanOrEqual(13);
});

/** An alert names about 290 of these integrations. The warner writes the tags of ten integrations a second. */
const TIME_FOR_ONE_ALERT_MS = 50_000;

test('the next runs send the alerts that a run had no time for, and no alert twice', async () => {
  const { world, topic, deps, alerted } = await crowdedWorld(400);
  const lefts: number[] = [];
  for (let run = 0; run < 6; run++) {
    const endsAt = world.clock.now() + TIME_FOR_ONE_ALERT_MS;
    const { alertsLeft } = await warn(deps, [], () => endsAt - world.clock.now());
    expect(world.clock.now()).toBeLessThan(endsAt);
    lefts.push(alertsLeft);
    if (alertsLeft === 0) break;
  }
  expect(lefts[0]).toBeGreaterThan(0);
  expect(lefts.at(-1)).toBe(0);
  expect(alerted()).toHaveLength(400);
  expect(new Set(alerted()).size).toBe(400);
  expect(topic.alerts.length).toBeLessThanOrEqual(5);
});

/** Many integrations, and a warner with little time per run. `started` holds the events that start the next run. */
async function crowdWithoutTime(count: number) {
  const crowd = await crowdedWorld(count);
  const started: RotatorEvent[] = [];
  const events: WarnDependencies['events'] = {
    put: async (put) => {
      started.push(...put.filter(({ detailType }) => detailType === DetailType.alertsDue));
      return 0;
    },
  };
  const run = (
    only: readonly string[],
    deps: Partial<WarnDependencies> = {},
    limitMs = TIME_FOR_ONE_ALERT_MS,
  ) => {
    const endsAt = crowd.world.clock.now() + limitMs;
    return warn({ ...crowd.deps, events, ...deps }, only, () => endsAt - crowd.world.clock.now());
  };
  return { ...crowd, started, run };
}

test.each([
  { sentence: 'a run over all integrations starts another run over all integrations', named: 0 },
  { sentence: 'a run over named integrations starts a run over the remaining integrations', named: 700 },
])('when the time runs out, $sentence, until each integration was named in one alert', async ({ named }) => {
  const { started, run, alerted } = await crowdWithoutTime(700);
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
    expect(only).toHaveLength(named === 0 ? 0 : 700 - alerted().length);
  }
  expect(lefts).toEqual([2, 1, 0]);
  expect(alerted()).toHaveLength(700);
  expect(new Set(alerted()).size).toBe(700);
});

const throwing = async () => {
  throw new RotationError('SecretsManagerUnavailable', 'injected');
};

test('a run that saved nothing, or had a failure, starts no other run, so that the chain of runs ends', async () => {
  const { started, run, deps } = await crowdWithoutTime(400);
  const unfinished = { alertsLeft: expect.any(Number), continued: false };
  expect(await run([], {}, 16_000)).toMatchObject({ alertsPublished: 0, alertsLeft: 2, continued: false });
  const refusing = { ...deps.topic, publish: throwing };
  expect(await run([], { topic: refusing })).toMatchObject({ alertsFailed: 2, continued: false });
  const untaggable = { ...deps.store, writeTags: throwing };
  expect(await run([], { store: untaggable })).toMatchObject({ alertsLeft: 1, continued: false });
  expect(await run([], { store: undescribed(deps, 'bi-7').store })).toMatchObject({
    notDescribed: 1,
    ...unfinished,
  });
  expect(started).toEqual([]);
});

test('a run whose event the bus refuses is not continued', async () => {
  const { run } = await crowdWithoutTime(400);
  expect(await run([], { events: { put: async (events) => events.length } })).toMatchObject({
    alertsLeft: 1,
    continued: false,
  });
});

test('the warner describes many named integrations concurrently', async () => {
  const { world, deps } = await crowdedWorld(500);
  const startedAt = world.clock.now();
  const names = Array.from({ length: 500 }, (_, index) => `bi-${index}`);
  let first = Infinity;
  const topic = {
    ...deps.topic,
    publish: async () => {
      first = Math.min(first, world.clock.now());
    },
  };
  expect(await warn({ ...deps, topic }, names)).toMatchObject({ integrations: 500, due: 500 });
  expect(first - startedAt).toBeLessThan(1_000);
});

test('the alert about the refresh token of a paused integration is a warning, and critical once rotation is resumed', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  world.integrationWith('bi', 1);
  await world.sweep();
  world.store.setTag('bi', Tag.paused, 'true');
  await warn(deps, []);
  world.store.setTag('bi', Tag.paused, '');
  await warn(deps, []);
  expect(subjects(topic)).toEqual([
    '[WARNING] bi: paused, refresh token "default" expires in 48 h',
    '[CRITICAL] bi: last refresh token expires in 48 h',
  ]);
});

test('a listing that is minutes old causes no duplicate alert', async () => {
  const { world, topic, deps } = warnedWorld({ ...critical, listingLagMs: 300_000 });
  world.integrationWith('bi', 1);
  world.clock.moveBy(300_000);
  await world.sweep();
  world.clock.moveBy(300_000);
  await warn(deps, []);
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(1);
});

test('a run over named integrations covers only these integrations, and reports no nearest expiry', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  await world.sweep();
  const summary = await warn(deps, ['one', 'unknown']);
  expect(summary).toMatchObject({ integrations: 1, due: 1, daysToNearestExpiry: undefined });
  expect(topic.alerts.map(({ integrations }) => integrations)).toEqual([['one']]);
  expect((await warn(deps, [])).daysToNearestExpiry).toBeCloseTo(2);
});

/** Dependencies whose DescribeSecret fails for these integrations. */
function undescribed(deps: WarnDependencies, ...names: readonly string[]): WarnDependencies {
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = async (name) => {
    if (names.includes(name)) throw new RotationError('SecretAccessDenied', `${name} is denied`);
    return deps.store.describeIntegration(name);
  };
  return { ...deps, store: { ...deps.store, describeIntegration } };
}

test('the alert about an integration that cannot be described uses the listing, and delays no other integration', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  for (const name of ['one', 'two', 'three']) world.integrationWith(name, 1);
  await world.sweep();
  const summary = await warn(undescribed(deps, 'two'), []);
  expect(summary).toMatchObject({ due: 3, alertsPublished: 1, notDescribed: 1 });
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

test('a named integration that cannot be described delays no other integration', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  await world.sweep();
  const summary = await warn(undescribed(deps, 'one'), ['one', 'two']);
  expect(summary).toMatchObject({ due: 1, notDescribed: 1 });
  expect(topic.alerts.map(({ integrations }) => integrations)).toEqual([['two']]);
  expect(await warn(deps, ['one', 'two'])).toMatchObject({ due: 1, notDescribed: 0 });
});

/** A world whose integrations were just rotated. The store shows the rotation of `two` only after `staleMs`. */
async function staleWorld(staleMs: number) {
  const { world, topic, deps } = warnedWorld(critical);
  for (const name of ['one', 'two']) world.integrationWith(name, 1);
  const stale = await Promise.all(['one', 'two'].map((name) => world.store.describeIntegration(name)));
  await world.sweep();
  const shownFrom = world.clock.now() + staleMs;
  let descriptions = 0;
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = async (name) => {
    descriptions += 1;
    return world.clock.now() < shownFrom && name === 'two'
      ? stale.find((one) => one?.integration === name)
      : world.store.describeIntegration(name);
  };
  const store = { ...world.store, describeIntegration };
  return { world, topic, deps: { ...deps, store }, descriptions: () => descriptions };
}

test('the warner describes an integration once more when Secrets Manager does not show the cause of the event yet', async () => {
  const { topic, deps, descriptions } = await staleWorld(2_000);
  expect(await warn(deps, ['one', 'two'])).toMatchObject({ integrations: 2, due: 2 });
  expect(topic.alerts.flatMap(({ integrations }) => integrations).toSorted()).toEqual(['one', 'two']);
  expect(descriptions()).toBe(3);
});

test('the warner ends after the second description, 3 s later, when nothing is due', async () => {
  const { world, topic, deps, descriptions } = await staleWorld(Infinity);
  const startedAt = world.clock.now();
  expect(await warn(deps, ['two', 'unknown'])).toMatchObject({ integrations: 1, due: 0 });
  expect(topic.alerts).toEqual([]);
  expect(descriptions()).toBe(3);
  expect(world.clock.now() - startedAt).toBe(3_000);
});

test('the alert about an integration whose first description failed is sent after the second description', async () => {
  const { world, deps } = await staleWorld(0);
  const throttled = undescribed(deps, 'one');
  const startedAt = world.clock.now();
  const describeIntegration: WarnDependencies['store']['describeIntegration'] = (name) =>
    (world.clock.now() === startedAt ? throttled : deps).store.describeIntegration(name);
  const store = { ...deps.store, describeIntegration };
  expect(await warn({ ...deps, store }, ['one'])).toMatchObject({
    integrations: 1,
    due: 1,
    notDescribed: 0,
  });
});

test('the daily run does not wait for the consistency delay', async () => {
  const { world, deps } = await staleWorld(0);
  await warn(deps, []);
  const startedAt = world.clock.now();
  await warn(deps, []);
  expect(world.clock.now()).toBe(startedAt);
});

test('a listing that fails midway fails the run, after alerts about the listed integrations', async () => {
  const { deps, alerted } = await crowdedWorld(150);
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
  expect(alerted()).toHaveLength(100);
});

test('an alert whose notification state was not saved is sent again, and the failure is logged', async () => {
  const { world, topic, deps } = warnedWorld(critical);
  world.integrationWith('bi', 1);
  await world.sweep();
  await warn({ ...deps, store: { ...world.store, writeTags: throwing } }, []);
  expect(world.log).toContainEqual(
    expect.objectContaining({ level: 'error', event: 'NotificationStateNotSaved' }),
  );
  await warn(deps, []);
  expect(topic.alerts).toHaveLength(2);
});

test('no alert, event, tag or log line holds a secret', async () => {
  const { world, topic, warnerEvents, day } = warnedWorld(critical);
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

test.each([
  { verified: 'yes', text: 'Consumers can use the published access token until' },
  { verified: 'no', text: 'The published access token may be inactive: consumers may get 401 or 403.' },
])('an alert about an access token with verified=$verified says: $text', async ({ verified, text }) => {
  const { world, topic, deps, day } = warnedWorld();
  world.integrationWith('bi', 1);
  await day();
  const { [Tag.accessToken]: accessToken = '', [Tag.status]: status = '' } = world.store.tagsOf('bi');
  await world.store.writeTags('bi', {
    [Tag.accessToken]: accessToken.replace('verified=yes', `verified=${verified}`),
    [Tag.status]: status.replace('state=fresh', 'state=failing code=AlationForbidden'),
  });
  await warn(deps, []);
  expect(topic.alerts.at(-1)?.body).toContain(text);
});
