import { expect, test } from 'vitest';
import { withHostPauses, hostPauses } from '../../../../functions/sweep/queue/host-pauses.ts';
import type { TokenEndpoints } from '../../../../functions/integration/ports.ts';
import { RotationError } from '../../../../functions/integration/rotation-error.ts';
import { selfMovingClock } from '../../../support/self-moving-clock.ts';

const HOST = 'https://acme.alationcloud.com';

/** Endpoints that always fail with this error, and the pauses that the failures cause. */
function failing(error: Error) {
  const clock = selfMovingClock(1_000);
  const pauses = hostPauses(clock);
  const fail = async () => {
    throw error;
  };
  const endpoints: TokenEndpoints = { mint: fail, verify: fail, inspect: fail, regenerate: fail };
  return { clock, pauses, endpoints: withHostPauses(endpoints, pauses) };
}

const throttled = new RotationError('AlationThrottled', 'slow down', { retryAfterMs: 5_000 });

test('a host that never answered 429 is not paused', () => {
  expect(hostPauses(selfMovingClock(1_000)).pausedUntil(HOST)).toBeLessThan(1_000);
});

test('a second 429 never shortens a pause', () => {
  const clock = selfMovingClock(0);
  const pauses = hostPauses(clock);
  pauses.pause(HOST, 60_000);
  clock.moveBy(10_000);
  pauses.pause(HOST, 1_000);
  expect(pauses.pausedUntil(HOST)).toBe(60_000);
  pauses.pause(HOST, 60_000);
  expect(pauses.pausedUntil(HOST)).toBe(70_000);
});

test.each(['mint', 'verify', 'inspect'] as const)(
  'a 429 to %s pauses the host, and no other host',
  async (operation) => {
    const { pauses, endpoints } = failing(throttled);
    const exchange: (baseUrl: string, ...args: never[]) => Promise<unknown> = endpoints[operation];
    await expect(exchange(HOST)).rejects.toBe(throttled);
    expect(pauses.pausedUntil(HOST)).toBe(6_000);
    expect(pauses.pausedUntil('https://other.alationcloud.com')).toBeLessThan(1_000);
  },
);

test.each([new RotationError('AlationUnavailable', 'down', { retryAfterMs: 5_000 }), new Error('a defect')])(
  'another failure pauses no host: %s',
  async (error) => {
    const { pauses, endpoints } = failing(error);
    await expect(endpoints.mint(HOST, undefined as never)).rejects.toBe(error);
    expect(pauses.pausedUntil(HOST)).toBeLessThan(1_000);
  },
);

test('a pause that began while the clock was ten days ahead is ignored, and a new pause applies', () => {
  let now = 240 * 3_600_000;
  const pauses = hostPauses({ now: () => now });
  pauses.pause(HOST, 60_000);
  expect(pauses.pausedUntil(HOST)).toBeGreaterThan(now);
  now = 0;
  expect(pauses.pausedUntil(HOST)).toBeLessThan(0);
  pauses.pause(HOST, 3_600_000);
  expect(pauses.pausedUntil(HOST)).toBe(3_600_000);
});
