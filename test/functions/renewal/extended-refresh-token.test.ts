import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import type { Regeneration } from '../../../local/alation/behaviour.ts';
import type { Call } from '../../support/intercepted.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';

/** A world whose Alation extends refresh tokens of ten days, or replaces them. */
function worldThat(offers: Regeneration['offers']) {
  const world = rotationWorld({
    refreshTokenLifetimeMs: 10 * DAY_MS,
    regeneration: { ...defaultBehaviour.regeneration, offers },
  });
  world.integrationWith('bi', 2);
  world.store.setTag('bi', Tag.renews, 'true');
  return world;
}

test.each(['new', 'same'] as const)(
  'for a year each refresh token is renewed once in its lifetime, if a renewal returns the %s refresh token',
  async (offers) => {
    const world = worldThat(offers);
    const { regenerate } = world.alation;
    let renewals = 0;
    world.alation.regenerate = (...args) => {
      renewals += 1;
      return regenerate(...args);
    };
    for (let half = 0; half < 2 * 365; half++) {
      await world.sweep();
      expect(world.consumerIsServed('bi')).toBe(true);
      world.clock.moveBy(12 * HOUR_MS);
    }
    // Each of the two refresh tokens is renewed every six or seven days.
    expect(renewals).toBeGreaterThan(100);
    expect(renewals).toBeLessThan(125);
  },
  60_000,
);

test('a probe reads the expiry of an extended refresh token if Alation did not report the expiry at once', async () => {
  const world = worldThat('same');
  const seen = new Set<string>();
  const before = ({ operation }: Call) => {
    seen.add(operation);
    if (operation === 'inspect' && seen.has('regenerate'))
      throw new RotationError('AlationUnavailable', 'injected', { sent: true });
  };
  for (let half = 0; half < 20 && !seen.has('regenerate'); half++) {
    if (half > 0) world.clock.moveBy(12 * HOUR_MS);
    await world.sweep(world.rotator({ before }));
  }
  await world.sweepFor(HOUR_MS + 15 * MINUTE_MS);
  const { credentials, renewal } = world.stateOf('bi');
  const known = credentials.find(({ name }) => name === renewal?.credential);
  expect(known?.expiresAt).toBe((renewal?.at ?? 0) + 10 * DAY_MS);
});

/** A world whose Alation extends a refresh token without an answer: now, or when the test calls `finish`. */
async function worldWithoutAnswer(isLate: boolean) {
  const world = worldThat('same');
  const { regenerate } = world.alation;
  const { promise: requested, resolve } = Promise.withResolvers<() => void>();
  world.alation.regenerate = (...args) => {
    const extend = () => void regenerate(...args);
    if (!isLate) extend();
    resolve(extend);
    throw new RotationError('AlationUnavailable', 'injected', { sent: true });
  };
  for (let half = 0; half < 20 && world.stateOf('bi').renewal === undefined; half++) {
    world.clock.moveBy(12 * HOUR_MS);
    await world.sweep();
  }
  return { world, finish: await requested };
}

/** Ms from the beginning of the renewal to the expiry of its refresh token. */
function extendedBy(world: ReturnType<typeof worldThat>): number {
  const { credentials, renewal } = world.stateOf('bi');
  const known = credentials.find(({ name }) => name === renewal?.credential);
  return (known?.expiresAt ?? 0) - (renewal?.at ?? 0);
}

test('a renewal without an answer has succeeded if Alation reports a later expiry', async () => {
  const { world } = await worldWithoutAnswer(false);
  expect(world.stateOf('bi').renewal?.phase).toBe('renewed');
  expect(extendedBy(world)).toBeGreaterThan(9 * DAY_MS);
});

test('a renewal that Alation finishes late has succeeded at the next check', async () => {
  const { world, finish } = await worldWithoutAnswer(true);
  expect(world.stateOf('bi').renewal).toMatchObject({ phase: 'doubtful', checks: 1 });
  finish();
  await world.sweepFor(15 * MINUTE_MS);
  expect(world.stateOf('bi').renewal?.phase).toBe('renewed');
  expect(extendedBy(world)).toBeGreaterThan(9 * DAY_MS);
});

test('a refresh token that was just stored is not renewed because of the age of its predecessor', async () => {
  const world = worldThat('new');
  let renewals = 0;
  const { regenerate } = world.alation;
  world.alation.regenerate = (...args) => {
    renewals += 1;
    return regenerate(...args);
  };
  for (let half = 0; half < 6; half++) {
    await world.sweep();
    world.clock.moveBy(12 * HOUR_MS);
  }
  // After three days the refresh tokens are due. An operator replaces the refresh token that mints next.
  expect(renewals).toBe(0);
  const { credentials } = JSON.parse(world.store.currentCredentials('bi')?.text ?? '') as {
    readonly credentials: readonly { readonly name: string }[];
  };
  const issuing = world.stateOf('bi').accessToken?.credential;
  world.store.putCredentials('bi', {
    base_url: BASE_URL,
    credentials: credentials.map((one) =>
      one.name === issuing ? one : { name: one.name, ...world.alation.issueRefreshToken() },
    ),
  });

  await world.sweepFor(HOUR_MS);

  expect(renewals).toBe(0);
  expect(world.consumerIsServed('bi')).toBe(true);
});
