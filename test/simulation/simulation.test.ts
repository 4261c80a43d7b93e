import { expect, test } from 'vitest';
import type { Regeneration } from '../../local/alation/behaviour.ts';
import { allFaultKinds } from './faults/fault-kind.ts';
import { invariants } from './invariants/all.ts';
import { runMany } from './run-many.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulate.ts';
import { together } from './world/coverage.ts';

const seeds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('the first hundred seeds violate no invariant and cover the main events', async () => {
  const results: SimulationResult[] = [];
  for (const seed of seeds(1, 100)) results.push(await simulate(seed));
  const violated = results.flatMap(({ seed, violations }) =>
    violations.map((violation) => ({ seed, ...violation })),
  );
  expect(violated).toEqual([]);
  const { counts } = together(results.map(({ coverage }) => coverage));
  const alerted = ['expires', 'expired'].map((how) => `alerted: ${how}`);
  const toBeCovered = [
    'sweeps',
    'rotations',
    'adoptions',
    'crashes',
    'conflicts',
    'faults',
    ...alerted,
    'seeds with other settings',
    'seeds with several pages',
    'seeds with stale reads',
    'stale descriptions',
    'stale reads',
    'integrations with three credentials',
    'integrations that share a credential',
    'mints that revoked the access token of another integration',
    'mints by another program',
    'mints from a third credential after the other two',
    'fault oauth-flaw',
    'act regenerate-secret',
    'fault alerts-refused',
    'fault alerts-response-lost',
    'crash after alert',
    'seeds with renewals',
    'refresh tokens that Alation renewed',
    'renewed refresh tokens that were stored',
    'renewals that revoked a published access token',
  ];
  expect(toBeCovered.filter((name) => !((counts[name] ?? 0) > 0))).toEqual([]);
}, 120_000);

test('a seed gives the same history every time and on every thread, and different seeds give different histories', async () => {
  const first = new Map<number, SimulationResult>();
  for (const seed of seeds(1, 6)) first.set(seed, await simulate(seed));
  for (const seed of seeds(1, 6)) expect(await simulate(seed)).toEqual(first.get(seed));
  await runMany({ from: 1, to: 6 }, 2, (result) => {
    expect(result).toEqual(first.get(result.seed));
  });
  expect(new Set([...first.values()].map(({ traceHash }) => traceHash)).size).toBe(6);
});

test('a thousand seeds draw every behaviour of Alation in a renewal', () => {
  const results = seeds(1, 1_000)
    .map(drawScenario)
    .filter(({ integrations }) => integrations.some(({ renews }) => renews === true))
    .map(({ behaviour }) => behaviour.regeneration);
  const values = (name: keyof Regeneration) => new Set(results.map((result) => result[name]));
  expect(values('offers')).toEqual(new Set(['new', 'same', 'unavailable']));
  expect(values('expiry')).toEqual(new Set(['full', 'kept']));
  expect(values('accessTokens')).toEqual(new Set(['revoked', 'kept']));
  expect(values('others')).toEqual(new Set(['kept', 'access-tokens-revoked', 'refresh-tokens-revoked']));
});

test('a thousand seeds draw every profile, every fault, every act of operators, both kinds of supersession and both kinds of credentials', () => {
  const drawn = seeds(1, 1_000).map(drawScenario);
  const values = (of: (scenario: (typeof drawn)[number]) => readonly string[]) => new Set(drawn.flatMap(of));
  expect(values(({ profile }) => [profile]).size).toBe(8);
  expect(values(({ episodes }) => episodes.map(({ kind }) => kind))).toEqual(new Set(allFaultKinds));
  expect(values(({ acts }) => acts.map(({ act }) => act)).size).toBe(21);
  expect(values(({ behaviour }) => [behaviour.supersession]).size).toBe(2);
  const kinds = values(({ integrations }) => integrations.map((one) => [...one.kinds].sort().join(' ')));
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'refresh-token',
      'oauth-client',
      'refresh-token refresh-token',
      'oauth-client oauth-client',
      'oauth-client refresh-token',
    ]),
  );
});

test('every invariant has its own name', () => {
  expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length);
});
