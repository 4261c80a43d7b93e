import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';
import { stoppableRotator } from '../../support/stoppable-rotator.ts';

const INTERVAL_MS = 15 * MINUTE_MS;

/** A world whose next rotation renews the refresh token `b`. */
async function worldBefore(): Promise<World> {
  const world = rotationWorld({ refreshTokenLifetimeMs: 4 * DAY_MS });
  world.integrationWith('bi', 2);
  world.store.setTag('bi', Tag.renews, 'true');
  await world.sweep();
  for (let half = 0; half < 2; half++) {
    world.clock.moveBy(12 * HOUR_MS);
    await world.sweep();
  }
  world.clock.moveBy(12 * HOUR_MS);
  return world;
}

/** Runs a sweep that stops at its await number `at`, from 0. Returns false if the sweep ended before that await. */
async function crashingSweep(world: World, at: number): Promise<boolean> {
  const { promise: crashed, resolve: crash } = Promise.withResolvers<boolean>();
  let awaits = 0;
  const rotator = stoppableRotator(world, () => {
    if (awaits++ !== at) return Promise.resolve();
    crash(true);
    return new Promise(() => {});
  });
  return Promise.race([crashed, world.sweep(rotator).then(() => false)]);
}

/** The stored refresh tokens, by name. */
function storedIn(world: World): Readonly<Record<string, string>> {
  const document: unknown = JSON.parse(world.store.currentCredentials('bi')?.text ?? '{}');
  const list: unknown = Reflect.get(Object(document), 'credentials');
  return Object.fromEntries(
    (Array.isArray(list) ? list : []).map((entry: unknown) => [
      String(Reflect.get(Object(entry), 'name')),
      String(Reflect.get(Object(entry), 'refresh_token')),
    ]),
  );
}

/** What is wrong after the crash and the sweeps that follow it. */
async function complaintsAfter(
  world: World,
  before: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const isServedMeanwhile = world.consumerIsServed('bi');
  world.clock.moveBy(INTERVAL_MS);
  await world.sweep();
  const isServedAtOnce = world.consumerIsServed('bi');
  await world.sweepFor(4 * INTERVAL_MS);
  const { renewal, acceptedVersion, status, credentials } = world.stateOf('bi');
  const after = storedIn(world);
  const isLost = !world.alation.accepts(after['b'] ?? '');
  const complaints: readonly (readonly [boolean, string])[] = [
    // If `b` is lost, the rotator mints from `a`, which revokes the published access token.
    [isLost || isServedMeanwhile, 'consumers lost their access token'],
    [isServedAtOnce, 'consumers are not served after the next sweep'],
    [world.consumerIsServed('bi'), 'consumers are not served later'],
    [after['a'] === before['a'], 'the other refresh token changed'],
    // The warner sends an alert if the tag has this phase.
    [!isLost || renewal?.phase === 'lost', `lost and not reported: ${renewal?.phase}`],
    [isLost || world.alation.accepts(after['b'] ?? ''), 'the stored refresh token does not work'],
    [
      isLost || credentials[1]?.expiresAt === world.alation.refreshTokenExpiry(after['b'] ?? ''),
      'the expiry of the refresh token is not known',
    ],
    [renewal?.phase !== 'intended' && renewal?.phase !== 'doubtful', `undecided: ${renewal?.phase}`],
    [status?.state === 'fresh', `the state of the integration is ${status?.state}`],
    [acceptedVersion === world.store.currentCredentials('bi')?.versionId, 'credentials not accepted'],
  ];
  return complaints.filter(([isWell]) => !isWell).map(([, complaint]) => complaint);
}

test('after a crash at any await of a renewal, no refresh token is lost without a report, and consumers are served after the next sweep', async () => {
  const wrong: string[] = [];
  let crashes = 0;
  let lost = 0;
  for (;;) {
    const world = await worldBefore();
    const before = storedIn(world);
    if (!(await crashingSweep(world, crashes))) break;
    wrong.push(
      ...(await complaintsAfter(world, before)).map((complaint) => `await ${crashes}: ${complaint}`),
    );
    if (world.stateOf('bi').renewal?.phase === 'lost') lost += 1;
    crashes += 1;
  }
  expect(wrong).toEqual([]);
  // A rotation without a renewal has fewer awaits.
  expect(crashes).toBeGreaterThanOrEqual(30);
  // The new refresh token exists only in memory between Alation's answer and the first write.
  expect(lost).toBeGreaterThanOrEqual(1);
  expect(lost).toBeLessThanOrEqual(2);
});

test('after two crashes in a row at any two awaits, no refresh token is lost without a report, and consumers are served after the next sweep', async () => {
  const wrong: string[] = [];
  let pairs = 0;
  for (let first = 0, hasFirst = true; hasFirst; first++) {
    for (let second = 0, hasSecond = true; hasSecond; second++) {
      const world = await worldBefore();
      const before = storedIn(world);
      hasFirst = await crashingSweep(world, first);
      world.clock.moveBy(INTERVAL_MS);
      hasSecond = hasFirst && (await crashingSweep(world, second));
      if (!hasSecond) break;
      wrong.push(
        ...(await complaintsAfter(world, before)).map(
          (complaint) => `awaits ${first} and ${second}: ${complaint}`,
        ),
      );
      pairs += 1;
    }
  }
  expect(wrong).toEqual([]);
  expect(pairs).toBeGreaterThanOrEqual(300);
}, 120_000);
