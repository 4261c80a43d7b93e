import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../../functions/contract.ts';
import { hashFraction, isProbeSlot } from '../../../functions/rotation/rotation-time.ts';
import { hostPauses } from '../../../functions/sweep/queue/host-pauses.ts';
import { defaultConcurrencyLimits } from '../../../functions/sweep/queue/concurrency-limits.ts';
import type { RotationErrorCode } from '../../../functions/integration/failure-codes.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { ListedIntegration } from '../../../functions/integration/ports.ts';
import { isInShard } from '../../../functions/sweep/shard.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import type { Interception } from '../../support/intercepted.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

const BUSY = 'https://busy.alationcloud.com';

/** Adds integrations of this host that have one credential each and were never rotated. */
function add(world: World, count: number, name: string, host: string): void {
  for (let at = 0; at < count; at++) {
    world.store.addIntegration(`${name}-${at}`);
    world.store.putCredentials(`${name}-${at}`, { base_url: host, ...world.alation.issueRefreshToken() });
  }
}

/** A world whose integrations have all rotated once and are all due again. */
async function dueWorld(counts: { readonly busy?: number; readonly other?: number }): Promise<World> {
  const world = rotationWorld();
  add(world, counts.busy ?? 0, 'busy', BUSY);
  add(world, counts.other ?? 0, 'other', BASE_URL);
  await world.sweep();
  world.clock.moveBy(12 * HOUR_MS);
  return world;
}

/** A world whose integrations have rotated twice, most recently an hour and a half ago. No rotation is due. */
async function freshWorld(integrations: number): Promise<World> {
  const world = await dueWorld({ other: integrations });
  await world.sweep();
  world.clock.moveBy(90 * MINUTE_MS);
  return world;
}

/** The integrations `other-…` that a sweep probes now. */
function probesNow({ clock, policy }: World, integrations: number): readonly string[] {
  return Array.from({ length: integrations }, (_, at) => `other-${at}`).filter((name) =>
    isProbeSlot(hashFraction(name), clock.now(), policy),
  );
}

/** A rotator whose calls are recorded. */
function recording(world: World, { before, after }: Interception = {}) {
  const calls: { readonly operation: string; readonly about: unknown; readonly at: number }[] = [];
  const rotator = world.rotator({
    before: (call) => {
      calls.push({ operation: call.operation, about: call.args[0], at: world.clock.now() });
      return before?.(call);
    },
    after,
  });
  const count = (operation: string, about?: string) =>
    calls.filter((call) => call.operation === operation && (about === undefined || call.about === about))
      .length;
  return { rotator, calls, count };
}

const throttled = (retryAfterMs?: number): Interception => ({
  before: ({ operation, args }) => {
    if (operation !== 'mint' || args[0] !== BUSY) return;
    throw new RotationError('AlationThrottled', '429', retryAfterMs === undefined ? {} : { retryAfterMs });
  },
});

test('a sweep without due work only reads the listing', async () => {
  const world = rotationWorld({ policy: { probeIntervalMs: 3_650 * 24 * HOUR_MS } });
  add(world, 250, 'other', BASE_URL);
  await world.sweep();
  world.clock.moveBy(5 * MINUTE_MS);
  const { rotator, calls } = recording(world);
  const { due, gauges } = await world.sweep(rotator);
  expect({ due, integrations: gauges?.integrations }).toEqual({ due: 0, integrations: 250 });
  expect(calls).toEqual([]);
});

test('after a 429 a sweep defers the waiting integrations of that host, and rotates the integrations of other hosts', async () => {
  const world = await dueWorld({ busy: 40, other: 10 });
  const { rotator, count } = recording(world, throttled(HOUR_MS));
  const { outcomes } = await world.sweep(rotator);
  expect(count('mint', BUSY)).toBeLessThanOrEqual(defaultConcurrencyLimits.perHost);
  expect(count('describeIntegration')).toBe(10 + count('mint', BUSY));
  expect(outcomes).toMatchObject({
    rotated: 10,
    failed: count('mint', BUSY),
    deferred: 40 - count('mint', BUSY),
  });
});

test('a sweep calls a throttled host again after its Retry-After', async () => {
  const world = await dueWorld({ busy: 20 });
  const throttledUntil = world.clock.now() + 2 * MINUTE_MS;
  const { rotator, calls } = recording(world, {
    before: (call) => {
      if (world.clock.now() < throttledUntil) return throttled(2 * MINUTE_MS).before?.(call);
    },
  });
  const { outcomes } = await world.sweep(rotator);
  const mints = calls.filter(({ operation }) => operation === 'mint');
  const early = mints.filter(({ at }) => at < throttledUntil).length;
  expect(early).toBeLessThanOrEqual(defaultConcurrencyLimits.perHost);
  expect(outcomes).toMatchObject({ rotated: 20 - early, failed: early, deferred: 0 });
});

test('a sweep waits 30 seconds for a host that answers 429 without Retry-After', async () => {
  const world = await dueWorld({ busy: 20 });
  const { rotator, calls } = recording(world, throttled());
  await world.sweep(rotator);
  const times = new Set(calls.filter(({ operation }) => operation === 'mint').map(({ at }) => at));
  const sorted = [...times].toSorted((one, other) => one - other);
  expect(sorted.length).toBeGreaterThan(1);
  const waits = sorted.slice(1).map((at, index) => at - (sorted[index] ?? 0));
  // Mints of one round start within a second, and rounds are half a minute apart.
  expect(waits.filter((wait) => wait >= 1_000).every((wait) => wait >= 29_000)).toBe(true);
});

test('the gauges include deferred integrations', async () => {
  const world = await dueWorld({ busy: 40, other: 10 });
  const { rotator } = recording(world, throttled(HOUR_MS));
  const { outcomes, gauges } = await world.sweep(rotator);
  expect(outcomes.deferred).toBeGreaterThan(0);
  expect(gauges?.integrations).toBe(50);
  expect(gauges?.minimumRunwayHours).toBeCloseTo(12, 0);
});

test('the pause of a host also applies to the next sweep', async () => {
  const world = await dueWorld({ busy: 20 });
  const { rotator, count } = recording(world, throttled(HOUR_MS));
  const withPauses: SweepDependencies = { ...rotator, pauses: hostPauses(world.clock) };
  await world.sweep(withPauses);
  const mints = count('mint');
  world.clock.moveBy(15 * MINUTE_MS);
  const { outcomes } = await world.sweep(withPauses);
  expect(count('mint')).toBe(mints);
  expect(outcomes.deferred).toBeGreaterThan(0);
});

test('new integrations of one host rotate within the limit of the host, and no integration is deferred', async () => {
  const world = rotationWorld();
  add(world, 60, 'new', BASE_URL);
  let concurrent = 0;
  let most = 0;
  let described = 0;
  const rotator = world.rotator({
    async before({ operation }) {
      if (operation === 'describeIntegration') described += 1;
      if (operation !== 'mint') return;
      concurrent += 1;
      most = Math.max(most, concurrent);
      await world.clock.sleep(300);
    },
    after({ operation }) {
      if (operation === 'mint') concurrent -= 1;
    },
  });
  const { due, outcomes } = await world.sweep(rotator);
  expect(most).toBe(defaultConcurrencyLimits.perHost);
  // An integration without a slot is queued again, and starts when its host has a free slot.
  expect(described).toBeLessThanOrEqual(2 * 60);
  expect({ due, rotated: outcomes.rotated, deferred: outcomes.deferred }).toEqual({
    due: 60,
    rotated: 60,
    deferred: 0,
  });
});

test.each([2, 5])(
  '%i shards rotate every integration once, and the sum of their gauges is the total',
  async (of) => {
    const world = await dueWorld({ other: 120 });
    const { rotator, count } = recording(world);
    const summaries = [];
    for (let shard = 0; shard < of; shard++) {
      summaries.push(await world.sweep(rotator, { shard: { shard, of } }));
    }
    expect(count('mint')).toBe(120);
    expect(count('putAccessToken')).toBe(120);
    const seen = summaries.map(({ gauges }) => gauges?.integrations ?? 0);
    expect(seen.reduce((sum, integrations) => sum + integrations, 0)).toBe(120);
    expect(Math.min(...seen)).toBeGreaterThan(0);
  },
);

test('rotations start during the listing, and probes after the listing and after the start of every rotation', async () => {
  const world = rotationWorld();
  add(world, 150, 'other', BASE_URL);
  await world.sweep();
  world.clock.moveBy(12 * HOUR_MS);
  await world.sweep();
  world.clock.moveBy(90 * MINUTE_MS);
  const probes = probesNow(world, 150);
  add(world, 30, 'new', BUSY);
  const { rotator, calls } = recording(world);
  const { store } = rotator;
  let listingEnded = 0;
  async function* listIntegrations() {
    for await (const page of store.listIntegrations()) {
      yield page;
      await world.clock.sleep(5_000);
    }
    listingEnded = world.clock.now();
  }
  // `other-0` is on the first page of the listing, and each `new-` integration on a later page.
  const replaced = 'other-0';
  world.store.putCredentials(replaced, { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
  const { outcomes } = await world.sweep({ ...rotator, store: { ...store, listIntegrations } });

  const firstCall = (name: string) => calls.find(({ about }) => about === name)?.at ?? NaN;
  expect(firstCall(replaced)).toBeLessThan(listingEnded);
  const probed = calls.filter(({ about }) => /^other-[1-9]/.test(String(about))).map(({ at }) => at);
  expect(Math.min(...probed)).toBeGreaterThanOrEqual(listingEnded);
  expect(Math.min(...probed)).toBeGreaterThanOrEqual(
    Math.max(...Array.from({ length: 30 }, (_, at) => firstCall(`new-${at}`))),
  );
  expect(outcomes).toMatchObject({ rotated: 31, probed: probes.filter((name) => name !== replaced).length });
});

test('a probe that finds nothing new reads and verifies, and neither describes nor writes', async () => {
  const world = await freshWorld(40);
  const probes = probesNow(world, 40);
  expect(probes.length).toBeGreaterThan(0);
  const events = world.events.length;
  const { rotator, calls, count } = recording(world);
  const { due, outcomes } = await world.sweep(rotator);
  expect({ due, probed: outcomes.probed }).toEqual({ due: probes.length, probed: probes.length });
  expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(['readSecrets', 'verify']));
  expect(count('readSecrets')).toBe(probes.length);
  expect(world.events).toHaveLength(events);
});

test('the rate limit of starts does not apply to probes that find nothing new', async () => {
  const world = await freshWorld(400);
  const startedAt = world.clock.now();
  const { outcomes } = await world.sweep();
  expect(outcomes.probed).toBeGreaterThan(60);
  expect(world.clock.now() - startedAt).toBeLessThan(1_000);
});

/** Revokes the access token of an integration that a sweep probes now. Returns the integration. */
function revokeProbed(world: World): string {
  const [revoked = ''] = probesNow(world, 40);
  const { refresh_token: refreshToken = '' }: { readonly refresh_token?: string } = JSON.parse(
    world.store.currentCredentials(revoked)?.text ?? '{}',
  );
  world.alation.revokeAccessTokens(refreshToken);
  return revoked;
}

test('after a probe finds an inactive access token, the integration is described and rotated', async () => {
  const world = await freshWorld(40);
  const revoked = revokeProbed(world);
  const { rotator, count } = recording(world);
  const { outcomes } = await world.sweep(rotator);
  expect(outcomes).toMatchObject({ rotated: 1, failed: 0 });
  expect([count('describeIntegration'), count('describeIntegration', revoked)]).toEqual([1, 1]);
  expect(world.events.at(-1)).toMatchObject({ detail: { integration: revoked, reason: 'Dead' } });
});

test('the rate limit of starts applies to a rotation after a probe, but not to the probe', async () => {
  const world = await freshWorld(40);
  revokeProbed(world);
  const rotator = world.rotator();
  let starts = 0;
  const acquireStart = async () => {
    starts += 1;
  };
  await world.sweep({ ...rotator, acquireStart });
  expect(starts).toBe(1);
});

test('for the probe of an integration that was rotated after the listing, the integration is described and not rotated again', async () => {
  const world = await freshWorld(40);
  const [requested = ''] = probesNow(world, 40);
  const listed: (readonly ListedIntegration[])[] = [];
  for await (const page of world.store.listIntegrations()) listed.push(page);
  await world.sweep(world.rotator(), { only: [requested], requestedAt: Infinity });
  const { rotator, count } = recording(world);
  const store = {
    ...rotator.store,
    async *listIntegrations() {
      yield* listed;
    },
  };
  const { outcomes } = await world.sweep({ ...rotator, store });
  expect([count('describeIntegration'), count('mint')]).toEqual([1, 0]);
  expect(outcomes).toMatchObject({ rotated: 0, failed: 0 });
});

test('a probe that cannot read its secrets is repeated as a reconcile, which reports the failure', async () => {
  const world = await freshWorld(40);
  const [unreadable = ''] = probesNow(world, 40);
  const { rotator, count } = recording(world, {
    before: ({ operation, args }) => {
      if (operation === 'readSecrets' && args[0] === unreadable)
        throw new RotationError('SecretAccessDenied', 'no');
    },
  });
  const { outcomes } = await world.sweep(rotator);
  expect(outcomes.failed).toBe(1);
  expect(count('describeIntegration')).toBe(1);
  expect(world.stateOf(unreadable).status).toMatchObject({ state: 'failing', code: 'SecretAccessDenied' });
});

test('when 40 integrations fail in one sweep, five events start the warner and one digest names the other integrations', async () => {
  const world = rotationWorld();
  add(world, 40, 'new', BASE_URL);
  const refusing = world.rotator({
    before({ operation }) {
      if (operation === 'mint') throw new RotationError('AlationForbidden', 'injected');
    },
  });
  await world.sweep(refusing);
  const failures = world.events.filter(({ detailType }) => detailType === DetailType.rotationFailed);
  const marked = failures.filter(({ detail }) => detail['digest'] === true);
  expect({ failures: failures.length, marked: marked.length }).toEqual({ failures: 40, marked: 35 });
  const digests = world.events.filter(({ detailType }) => detailType === DetailType.alertsDue);
  expect(digests.flatMap(({ detail }) => detail['integrations'])).toEqual(
    marked.map(({ detail }) => detail['integration']),
  );
  expect(digests).toHaveLength(1);
});

test('an integration that is listed twice is reconciled once', async () => {
  const world = await dueWorld({ other: 20 });
  const { rotator, count } = recording(world);
  const { store } = rotator;
  async function* listIntegrations() {
    yield* store.listIntegrations();
    yield* store.listIntegrations();
  }
  const { due, outcomes } = await world.sweep({ ...rotator, store: { ...store, listIntegrations } });
  expect({ due, described: count('describeIntegration'), mints: count('mint') }).toEqual({
    due: 20,
    described: 20,
    mints: 20,
  });
  expect(outcomes).toMatchObject({ rotated: 20, skipped: 0 });
});

test('a failed listing fails the sweep after the listed integrations have rotated and sent their events', async () => {
  const world = await dueWorld({ other: 150 });
  world.events.length = 0;
  const { store, ...rest } = world.rotator();
  async function* listIntegrations() {
    for await (const page of store.listIntegrations()) {
      yield page;
      throw new RotationError('SecretsManagerUnavailable', 'the second page');
    }
  }
  const sweeping = world.sweep({ ...rest, store: { ...store, listIntegrations } });
  await expect(sweeping).rejects.toThrow('the second page');
  expect(world.events).toHaveLength(100);
  const { outcomes } = await world.sweep();
  expect(outcomes.rotated).toBe(50);
});

/** Sweeps one due integration with this remaining time, while reading its secrets takes this long. */
async function sweptWith(remainingMs: number, readingMs = 0) {
  const world = await dueWorld({ other: 1 });
  const endsAt = world.clock.now() + remainingMs;
  const { rotator, count } = recording(world, {
    before: async ({ operation }) => {
      if (operation === 'readSecrets') await world.clock.sleep(readingMs);
    },
  });
  const summary = await world.sweep(rotator, { remainingMs: () => endsAt - world.clock.now() });
  return { world, summary, mints: count('mint') };
}

test('with 50 seconds left no reconcile starts, and with 40 seconds left no mint starts', async () => {
  expect((await sweptWith(50_000)).summary.outcomes).toMatchObject({ deferred: 1, rotated: 0 });
  expect((await sweptWith(50_001)).summary.outcomes).toMatchObject({ deferred: 0, rotated: 1 });
  const late = await sweptWith(80_000, 40_000);
  expect(late.mints).toBe(0);
  expect(late.summary.outcomes).toMatchObject({ failed: 1 });
});

test('the outcome of each integration is a line of the log', async () => {
  const { world } = await sweptWith(900_000);
  expect(world.log.at(-1)).toMatchObject({ event: 'AccessTokenRotated', fields: { integration: 'other-0' } });
});

const refusing = (
  operation: string,
  code: RotationErrorCode = 'SecretsManagerUnavailable',
): Interception => ({
  before: (call) => {
    if (call.operation === operation) throw new RotationError(code, 'injected');
  },
});

test.each([
  { sentence: 'the rotation succeeds', fault: {}, failing: 0, hours: 24 },
  {
    sentence: 'describing the integration fails',
    fault: refusing('describeIntegration'),
    failing: 1,
    hours: 12,
  },
  { sentence: 'saving the state fails', fault: refusing('writeTags'), failing: 1, hours: 24 },
  {
    sentence: 'reading the secrets fails for the first time',
    fault: refusing('readSecrets'),
    failing: 0,
    hours: 12,
  },
])(
  'when $sentence the gauges show $failing failing integrations and a shortest remaining lifetime of $hours hours',
  async ({ fault, failing, hours }) => {
    const world = await dueWorld({ other: 1 });
    const { rotator } = recording(world, fault);
    const { gauges } = await world.sweep(rotator);
    expect(gauges?.integrationsFailing).toBe(failing);
    expect(gauges?.minimumRunwayHours).toBeCloseTo(hours, 0);
  },
);

test('an integration that is deleted during the listing is not a failure', async () => {
  const world = await dueWorld({ other: 1 });
  const { rotator } = recording(world);
  const store = { ...rotator.store, describeIntegration: async () => undefined };
  const { gauges, outcomes } = await world.sweep({ ...rotator, store });
  expect(outcomes.skipped).toBe(1);
  expect(gauges?.integrationsFailing).toBe(0);
});

const deniedTags = refusing('writeTags', 'SecretAccessDenied');

/** Sweeps one due integration with this fault. Returns its outcomes, and the codes of the failures in the log. */
async function failuresOf(fault: Interception) {
  const world = await dueWorld({ other: 1 });
  world.log.length = 0;
  const { outcomes } = await world.sweep(world.rotator(fault));
  const failures = world.log.filter(({ event }) => event === 'RotationFailed');
  return { outcomes, codes: failures.map(({ fields }) => [fields['integration'], fields['code']]) };
}

test('an integration whose state the rotator is not allowed to save counts as failed, and is logged as failed', async () => {
  const { outcomes, codes } = await failuresOf(deniedTags);
  expect(outcomes).toMatchObject({ rotated: 0, failed: 1 });
  expect(codes).toEqual([['other-0', 'StateNotSaved']]);
});

test('after a transient failure to save its state a rotated integration counts as rotated', async () => {
  const { outcomes, codes } = await failuresOf(refusing('writeTags'));
  expect(outcomes).toMatchObject({ rotated: 1, failed: 0 });
  expect(codes).toEqual([]);
});

test('a failed rotation whose state cannot be saved counts once, and is logged once with the code of the rotation', async () => {
  const forbidden = refusing('mint', 'AlationForbidden');
  const { outcomes, codes } = await failuresOf({
    before: async (call) => {
      await deniedTags.before?.(call);
      await forbidden.before?.(call);
    },
  });
  expect(outcomes).toMatchObject({ rotated: 0, failed: 1 });
  expect(codes).toEqual([['other-0', 'AlationForbidden']]);
});

test.each([
  { does: 'does not save', remainingMs: 45_000, sharedWith: undefined },
  { does: 'saves', remainingMs: 45_001, sharedWith: 'other-1' },
])(
  'with $remainingMs ms left a sweep $does that two integrations share a credential',
  async ({ remainingMs, sharedWith }) => {
    const world = rotationWorld();
    const credential = { base_url: BASE_URL, ...world.alation.issueRefreshToken() };
    for (const name of ['other-0', 'other-1']) {
      world.store.addIntegration(name);
      world.store.putCredentials(name, credential);
    }
    await world.sweep();
    await world.sweep(undefined, { remainingMs: () => remainingMs });
    expect(world.stateOf('other-0').contest?.sharedWith).toBe(sharedWith);
  },
);

/** The shard of an integration, of 16 shards. */
const shardOf = (name: string) =>
  Array.from({ length: 16 }, (_, shard) => ({ shard, of: 16 })).find((one) => isInShard(name, one));

test('a sweep of one shard does not renew while an integration of another shard renews first', async () => {
  const world = rotationWorld({ refreshTokenLifetimeMs: 4 * DAY_MS });
  for (const name of ['one', 'two']) {
    world.integrationWith(name, 2);
    world.store.setTag(name, Tag.renews, 'true');
  }
  for (let half = 0; half < 3; half++) {
    await world.sweep();
    world.clock.moveBy(12 * HOUR_MS);
  }
  const { rotator, count } = recording(world);
  await world.sweep(rotator, { shard: shardOf('two') });
  expect(count('regenerate')).toBe(0);
  await world.sweep(rotator, { shard: shardOf('one') });
  expect(count('regenerate')).toBe(1);
});

test.each([
  {
    swept: 'all integrations',
    effect: 'starts the warner',
    only: [],
    digests: [{ integrations: ['other-0'] }],
  },
  { swept: 'named integrations', effect: 'does not start the warner', only: ['other-0'], digests: [] },
])(
  'when the access token of a paused integration expires, a sweep of $swept $effect',
  async ({ only, digests }) => {
    const world = rotationWorld();
    add(world, 1, 'other', BASE_URL);
    await world.sweep();
    world.store.setTag('other-0', Tag.paused, 'true');
    world.clock.moveBy(DAY_MS + MINUTE_MS);
    await world.sweep(undefined, { only });
    const sent = world.events.filter(({ detailType }) => detailType === DetailType.alertsDue);
    expect(sent.map(({ detail }) => detail)).toEqual(digests);
  },
);
