import { expect, test } from 'vitest';
import { BASE_URL, HOUR_MS, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';
import { stoppableRotator } from '../../support/stoppable-rotator.ts';

const INTERVAL_MS = 15 * MINUTE_MS;

const SETTINGS = (['revokes-previous', 'coexist'] as const).flatMap((supersession) =>
  (['refresh-token', 'oauth-client'] as const).flatMap((kind) =>
    [1, 2].flatMap((credentials) =>
      (['first', 'scheduled', 'inactive', 'replaced', 'requested'] as const).map((rotation) => ({
        supersession,
        kind,
        credentials,
        rotation,
      })),
    ),
  ),
);
type Setting = (typeof SETTINGS)[number];

/** A world with an integration that is due for this rotation. */
async function worldBefore({ supersession, kind, credentials, rotation }: Setting): Promise<World> {
  const world = rotationWorld({ supersession });
  const issue = () =>
    kind === 'oauth-client' ? world.alation.registerOAuthClient() : world.alation.issueRefreshToken();
  const issued = Array.from({ length: credentials }, issue);
  const store = (entries: readonly object[]) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: entries.map((entry, at) => ({ name: 'ab'[at], ...entry })),
    });
  world.store.addIntegration('bi', 'team-data');
  store(issued);
  // A mint two minutes after the credentials were stored proves that it was from these credentials (`gather.ts`).
  world.clock.moveBy(2 * MINUTE_MS);
  if (rotation === 'first') return world;
  await world.sweepFor(2 * INTERVAL_MS);
  if (rotation === 'scheduled') world.clock.moveBy(11 * HOUR_MS + 45 * MINUTE_MS);
  if (rotation === 'replaced') store([...issued.slice(1), issue()]);
  if (rotation === 'inactive') {
    const [first] = issued;
    if (first !== undefined) {
      world.alation.revokeAccessTokens('client_secret' in first ? first.client_secret : first.refresh_token);
    }
    world.clock.moveBy(HOUR_MS);
  }
  return world;
}

/** Runs a sweep or a request that stops at its await number `at`, from 0. Returns false if the run ended before that await. */
async function crashingSweep(world: World, { rotation }: Setting, at: number): Promise<boolean> {
  const { promise: crashed, resolve: crash } = Promise.withResolvers<boolean>();
  let awaits = 0;
  const rotator = stoppableRotator(world, () => {
    if (awaits++ !== at) return Promise.resolve();
    crash(true);
    return new Promise(() => {});
  });
  const request = rotation === 'requested' ? { only: ['bi'], requestedAt: Infinity } : scheduleOf(rotation);
  return Promise.race([crashed, world.sweep(rotator, request).then(() => false)]);
}

/** The scheduled time of the sweep that crashes. Lambda retries a crashed invocation with the same scheduled time. */
function scheduleOf(rotation: Setting['rotation']): { readonly scheduledAt?: number } {
  return rotation === 'inactive' ? { scheduledAt: START + HOUR_MS } : {};
}

/**
 * The scheduled time of the sweep after the last crash: Lambda's retry of the crashed sweep. But if a rotator minted for an
 * inactive access token, consumers cannot wait for a probe. So the next scheduled sweep must recover, although no routine probe is due.
 */
function nextSchedule(rotation: Setting['rotation'], hasMinted: boolean): { readonly scheduledAt?: number } {
  return rotation === 'inactive' && hasMinted
    ? { scheduledAt: START + HOUR_MS + INTERVAL_MS }
    : scheduleOf(rotation);
}

/** Number of mints from the credentials that are stored now. */
function mintsIn(world: World): number {
  const { credentials }: { readonly credentials: readonly Readonly<Record<string, unknown>>[] } = JSON.parse(
    world.store.currentCredentials('bi')?.text ?? '',
  );
  return credentials
    .map((entry) => world.alation.mintsOf(String(entry['refresh_token'] ?? entry['client_secret'])))
    .reduce((sum, mints) => sum + mints, 0);
}

/** What the next sweep does not recover, or what fails in the sweeps after it. */
async function notRecovered(
  world: World,
  { credentials, rotation }: Setting,
  hasMinted: boolean,
  laterSweeps: number,
): Promise<readonly string[]> {
  const versions = world.store.accessTokenVersions('bi').length;
  await world.sweep(world.rotator(), nextSchedule(rotation, hasMinted));
  const isServedAtOnce = world.consumerIsServed('bi');
  await world.sweepFor(laterSweeps * INTERVAL_MS);
  const state = world.stateOf('bi');
  const issuing = state.credentials.find(({ name }) => name === state.accessToken?.credential);
  const complaints: readonly (readonly [boolean, string])[] = [
    [isServedAtOnce, 'consumers are not served after the next sweep'],
    [world.consumerIsServed('bi'), 'consumers are not served later'],
    [state.status?.state === 'fresh', `the state is ${state.status?.state}`],
    [state.accessToken?.verified === true, 'the access token is not verified'],
    [state.acceptedVersion === world.store.currentCredentials('bi')?.versionId, 'credentials not accepted'],
    [state.credentials.length === credentials, `${state.credentials.length} credentials in the state`],
    [issuing?.state === 'active', `the issuing credential is ${issuing?.state}`],
    [world.store.accessTokenVersions('bi').length <= versions + 1, 'rotated more than once'],
  ];
  return complaints.filter(([isWell]) => !isWell).map(([, complaint]) => complaint);
}

/** With two credentials consumers lose nothing: only a mint from the issuing credential revokes their access token. */
function lossesOf(world: World, { credentials }: Setting, wasServed: boolean): readonly string[] {
  return credentials === 2 && wasServed && !world.consumerIsServed('bi')
    ? ['consumers lost their access token']
    : [];
}

/** The state after a crash. It determines, together with the setting, everything that the next sweep reads. */
function stateAfterCrash(world: World): string {
  const { store, clock } = world;
  const published = store.currentAccessToken('bi')?.versionId;
  const versions = store.accessTokenVersions('bi');
  return JSON.stringify([clock.now(), store.tagsOf('bi'), versions, published, mintsIn(world)]);
}

const settingText =
  'rotation $rotation, $credentials credential(s) of kind $kind, supersession $supersession';

test.each(SETTINGS)(`the next sweep recovers from a crash at any await: ${settingText}`, async (setting) => {
  const wrong: string[] = [];
  let crashes = 0;
  for (;;) {
    const world = await worldBefore(setting);
    const wasServed = world.consumerIsServed('bi');
    const mints = mintsIn(world);
    if (!(await crashingSweep(world, setting, crashes))) break;
    const lost = lossesOf(world, setting, wasServed);
    world.clock.moveBy(INTERVAL_MS);
    const complaints = [...lost, ...(await notRecovered(world, setting, mintsIn(world) > mints, 3))];
    wrong.push(...complaints.map((complaint) => `await ${crashes}: ${complaint}`));
    crashes += 1;
  }
  expect(wrong).toEqual([]);
  // A sweep awaits at least the listing, three calls to Secrets Manager, two calls to Alation, the rate limiter and the events.
  expect(crashes).toBeGreaterThanOrEqual(14);
});

test.each(SETTINGS)(
  `the next sweep recovers from two crashes in a row at any two awaits: ${settingText}`,
  async (setting) => {
    const wrong: string[] = [];
    // First crashes between the same two writes leave the same state, so only the first of them is followed by second crashes.
    const tried = new Set<string>();
    let pairs = 0;
    for (let first = 0, hasFirst = true; hasFirst; first++) {
      for (let second = 0, hasSecond = true; hasSecond; second++) {
        const world = await worldBefore(setting);
        const wasServed = world.consumerIsServed('bi');
        const mints = mintsIn(world);
        hasFirst = await crashingSweep(world, setting, first);
        if (second === 0 && tried.has(stateAfterCrash(world))) break;
        tried.add(stateAfterCrash(world));
        world.clock.moveBy(INTERVAL_MS);
        hasSecond = hasFirst && (await crashingSweep(world, setting, second));
        if (!hasSecond) break;
        const lost = lossesOf(world, setting, wasServed);
        world.clock.moveBy(INTERVAL_MS);
        const complaints = [...lost, ...(await notRecovered(world, setting, mintsIn(world) > mints, 1))];
        wrong.push(...complaints.map((complaint) => `awaits ${first} and ${second}: ${complaint}`));
        pairs += 1;
      }
    }
    expect(wrong).toEqual([]);
    // A first crash comes before the mint, after the mint, after the publication, or after the tags are written.
    expect(tried.size).toBeGreaterThanOrEqual(4);
    expect(pairs).toBeGreaterThanOrEqual(4 * 13);
  },
  120_000,
);
