import { afterEach, expect, test, vi } from 'vitest';
import type { Regeneration } from '../../local/alation/behaviour.ts';
import type { Fault } from '../../local/alation/fault.ts';
import { DAY_MS, deploy, HOUR_MS } from '../handlers/deployment.ts';
import type { Deployment } from '../handlers/deployment.ts';
import { messagesOf, stateOf } from '../handlers/observations.ts';
import { findLeaks } from '../support/canary.ts';
import { cliOn } from './cli-on-deployment.ts';

afterEach(() => vi.unstubAllEnvs());

const usual: Regeneration = { offers: 'new', expiry: 'full', accessTokens: 'revoked', others: 'kept' };
const path = 'regenRefreshToken';

/** Ways in which a renewal ends: its last phase, the behaviour of Alation, and a fault. */
const endings: readonly (readonly [string, Partial<Regeneration>, Fault | undefined])[] = [
  ['renewed', {}, undefined],
  ['harmful', { others: 'refresh-tokens-revoked' }, undefined],
  ['unavailable', { offers: 'unavailable' }, undefined],
  ['lost', {}, { kind: 'dropAfterProcessing', path, times: 1 }],
  ['lost', {}, { kind: 'truncatedJson', path, times: 1 }],
  ['doubtful', {}, { kind: 'html502', path, times: 1 }],
];

/** Deploys an integration and requests a renewal, which ends with this behaviour and fault. */
async function deployAndRenew(
  regeneration: Partial<Regeneration>,
  fault: Fault | undefined,
): Promise<Deployment> {
  const deployment = await deploy({
    alation: { refreshTokenLifetimeMs: 20 * DAY_MS },
    warnerSettings: { warningDays: [60], summary: 'monthly' },
  });
  deployment.alation.behaviour.regeneration = { ...usual, ...regeneration };
  await deployment.integrate('tableau', 2, 'bi-team', true);
  await deployment.rotate();
  for (let half = 0; half < 2; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  await cliOn(deployment, ['renew', 'tableau']);
  if (fault !== undefined) deployment.alation.faults.add(fault);
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  return deployment;
}

// When the test ends, `deploy` searches events, logs, metrics, tags, messages and errors for every token.
test.each(endings)(
  'after a renewal that ends as %s, the command, alerts, events, logs and tags show no token',
  async (phase, regeneration, fault) => {
    const deployment = await deployAndRenew(regeneration, fault);
    expect(stateOf(deployment, 'tableau').renewal?.phase).toBe(phase);
    await deployment.deliverEvents();
    await deployment.warn({ scheduledTime: '2026-12-01T08:00:00Z' });
    const shown: string[] = [];
    for (const args of [
      ['status'],
      ['status', 'tableau'],
      ['status', '--json'],
      ['renew', 'tableau'],
      ['renew', 'tableau', '--json'],
      ['renew', 'tableau', '--credential', 'b'],
      ['renew', 'tableau', '--cancel'],
    ]) {
      const { stdout, stderr } = await cliOn(deployment, args);
      shown.push(stdout, stderr);
    }

    expect(messagesOf(deployment).length).toBeGreaterThan(0);
    expect(shown.join('')).toContain(phase === 'doubtful' ? 'outcome not known yet' : 'last: b');
    expect(findLeaks(shown.join('\n'), deployment.canaries.all())).toEqual([]);
    expect(deployment.alation.refreshTokens().length).toBeGreaterThanOrEqual(2);
  },
);
