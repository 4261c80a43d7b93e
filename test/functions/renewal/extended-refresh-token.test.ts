import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import type { Regeneration } from '../../../local/alation/behaviour.ts';
import type { Call } from '../../support/intercepted.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';

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
  'for a year each refresh token is renewed once in its lifetime, if Alation offers the %s one',
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
    // Two refresh tokens, each every six or seven days.
    expect(renewals).toBeGreaterThan(100);
    expect(renewals).toBeLessThan(125);
  },
  60_000,
);

test('a probe asks for the expiry of an extended refresh token that Alation did not report at once', async () => {
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

test.each(['at once', 'after the first check'])(
  'a renewal without an answer has succeeded when Alation reports a later expiry %s',
  async (when) => {
    const world = worldThat('same');
    const { regenerate } = world.alation;
    let late: (() => unknown) | undefined;
    world.alation.regenerate = (...args) => {
      late = () => regenerate(...args);
      if (when === 'at once') late();
      throw new RotationError('AlationUnavailable', 'injected', { sent: true });
    };
    for (let half = 0; half < 20 && late === undefined; half++) {
      world.clock.moveBy(12 * HOUR_MS);
      await world.sweep();
    }
    if (when !== 'at once') {
      expect(world.stateOf('bi').renewal).toMatchObject({ phase: 'doubtful', checks: 1 });
      late?.();
      await world.sweepFor(15 * MINUTE_MS);
    }

    const { credentials, renewal } = world.stateOf('bi');
    const known = credentials.find(({ name }) => name === renewal?.credential);
    expect(renewal?.phase).toBe('renewed');
    expect((known?.expiresAt ?? 0) - (renewal?.at ?? 0)).toBeGreaterThan(9 * DAY_MS);
  },
);
