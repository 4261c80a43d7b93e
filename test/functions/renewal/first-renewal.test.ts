import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { renew } from '../../../functions/renewal/renew.ts';
import type { Call, Interception } from '../../support/intercepted.ts';
import { DAY_MS } from '../../support/rotation-world.ts';
import { renewalBench } from './renewal-bench.ts';
import type { RenewalBench } from './renewal-bench.ts';

const renewFirst = ({ deps, facts, b }: RenewalBench) => renew(deps, facts, b, 'first');

/** A bench at whose Alation a renewed refresh token expires later than the old one. */
async function extendingBench(interception: Interception = {}): Promise<RenewalBench> {
  const bench = await renewalBench({}, interception);
  bench.world.alation.behaviour.refreshTokenLifetimeMs = 90 * DAY_MS;
  return bench;
}

/** Alation does not answer this request once the refresh token is renewed. */
function silentAfterRenewal(operation: string): Interception {
  let isRenewed = false;
  return {
    before: (call: Call) => {
      if (call.operation === operation && isRenewed)
        throw new RotationError('AlationUnavailable', 'injected', { sent: true });
      isRenewed ||= call.operation === 'regenerate';
    },
  };
}

test('the first renewal at a host proves that renewals harm no other token there', async () => {
  const bench = await extendingBench();
  const { renewal } = await renewFirst(bench);
  expect(renewal).toEqual(bench.renewal({ phase: 'renewed', code: undefined, isProven: true }));
});

test('the first renewal at a host proves nothing if Alation does not answer the verification of the published access token after the renewal', async () => {
  const bench = await extendingBench(silentAfterRenewal('verify'));
  const { renewal } = await renewFirst(bench);
  expect(renewal).toEqual(bench.renewal({ phase: 'renewed', code: undefined, isProven: false }));
});

test('a new refresh token is stored without an expiry if Alation does not report the expiry', async () => {
  const bench = await extendingBench(silentAfterRenewal('inspect'));
  const { renewal, stored, mint } = await renewFirst(bench);
  expect(renewal).toEqual(bench.renewal({ phase: 'renewed', code: undefined, isProven: false }));
  expect(stored).toMatchObject({ secret: { versionId: 'version-1' }, expiresAt: undefined });
  expect(mint).toBe(true);
});
