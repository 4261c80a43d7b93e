import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { HOUR_MS } from '../../functions/time.ts';
import { story } from './story.ts';

const WARNING = 'warning: [WARNING] demo: lifetime of access tokens is doubtful (prod eu-west-1)';

test('responses that contradict themselves about the lifetime of access tokens for 75 days cause one warning', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, stateOf, consumerIsServed } = story({
    contradictsLifetime: true,
  });
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('blue', 400), refreshToken('green', 400)]);
  await until(75);
  expect(alerts()).toEqual([`day 0 08:00 ${WARNING}`]);
  expect(stateOf('demo').status?.state).toBe('fresh');
  expect(consumerIsServed('demo')).toBe(true);
});

test('a contradiction about the lifetime that ends and returns causes no second warning', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, alation } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('blue', 400)]);
  for (const [day, contradicts] of [
    [10, true],
    [20, false],
    [30, true],
  ] as const) {
    on(day, '10:00', () => (alation.behaviour.contradictsLifetime = contradicts));
  }
  await until(75);
  expect(alerts()).toEqual([`day 11 08:00 ${WARNING}`]);
});

test('credentials that an operator stores later cause a second warning if the lifetimes of their access tokens are doubtful', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story({ contradictsLifetime: true });
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('blue', 400)]);
  on(40, '10:00', () => storeCredentials('demo', [refreshToken('blue', 400)]));
  await until(75);
  expect(alerts()).toEqual([`day 0 08:00 ${WARNING}`, `day 41 08:00 ${WARNING}`]);
});

test.each(['renewed', 'failed'] as const)(
  'refresh tokens that the rotator renews cause no second warning if the last renewal has the phase "%s"',
  async (phase) => {
    const { add, storeCredentials, refreshToken, until, alerts, store, stateOf, on, breakCalls } = story({
      contradictsLifetime: true,
      policy: { intervalMs: HOUR_MS },
    });
    add('demo', 'bi');
    store.setTag('demo', Tag.renews, 'true');
    storeCredentials('demo', [refreshToken('blue'), refreshToken('green')]);
    if (phase === 'failed') {
      on(45, '00:00', () =>
        breakCalls(({ operation }) => {
          if (operation === 'regenerate') throw new RotationError('AlationForbidden', 'injected');
        }),
      );
    }
    await until(75);
    expect(stateOf('demo').renewal?.phase).toBe(phase);
    expect(alerts().filter((alert) => alert.includes('doubtful'))).toEqual([`day 0 08:00 ${WARNING}`]);
  },
);
