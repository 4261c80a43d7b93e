import { allFaultKinds } from '../faults/fault-kind.ts';
import type { Episode } from '../faults/episode.ts';
import type { FaultKind } from '../faults/fault-kind.ts';
import type { Dice } from '../world/dice.ts';
import { HANGING_HOST } from './draw-integrations.ts';
import { drawWarnerFaults } from './draw-warner-faults.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { START, storingActs } from './scenario.ts';
import type { Act, IntegrationPlan, Profile, Scenario } from './scenario.ts';

/** Faults, crashes, missed sweeps and acts of a scenario. */
export type Disturbances = Pick<
  Scenario,
  'episodes' | 'silence' | 'crashes' | 'sweeps' | 'warnings' | 'warnerDies' | 'acts'
>;

const NO_DISTURBANCES: Disturbances = {
  episodes: [],
  silence: undefined,
  crashes: undefined,
  sweeps: { missed: 0, doubled: 0 },
  warnings: { missed: 0, doubled: 0 },
  warnerDies: 0,
  acts: [],
};

/** Faults after which the outcome is unknown. They reveal most bugs in the change from one access token to the next. */
const IN_DOUBT = [
  'alation-erring',
  'alation-response-lost',
  'alation-late',
  'alation-garbled',
  'store-response-lost',
] as const satisfies readonly FaultKind[];

/**
 * Draws a single fault.
 *
 * @param longest its longest duration in ms
 */
export function drawSingleFault(longest: number, quietFrom: number, dice: Dice): Disturbances {
  const kind = dice.pick([
    'in-doubt',
    'in-doubt',
    'in-doubt',
    'fault',
    'fault',
    'silence',
    'crashes',
    'doubled',
    'lost-tags',
    'stored',
  ]);
  // A fault of the longest duration covers a renewal.
  const duration = kind === 'in-doubt' || dice.chance(0.4) ? longest : dice.between(MINUTE_MS, longest);
  const from = dice.between(START + HOUR_MS, quietFrom - duration);
  const stretch = { from, to: from + duration };
  switch (kind) {
    case 'in-doubt':
      return {
        ...NO_DISTURBANCES,
        episodes: [{ kind: dice.pick(IN_DOUBT), ...stretch, rate: dice.pick([1, 0.5, 0.5, 0.2]) }],
      };
    case 'fault':
      return {
        ...NO_DISTURBANCES,
        episodes: [{ kind: drawTrueFault(dice), ...stretch, rate: drawRate(dice) }],
      };
    case 'silence':
      return { ...NO_DISTURBANCES, silence: stretch };
    case 'crashes':
      return { ...NO_DISTURBANCES, crashes: { ...stretch, rate: drawRate(dice) } };
    case 'doubled':
      return { ...NO_DISTURBANCES, sweeps: { missed: 0, doubled: 0.5 } };
    case 'lost-tags':
      return { ...NO_DISTURBANCES, acts: [{ act: 'lose-tags', at: from, integration: 'team-0' }] };
    case 'stored': {
      const act = dice.pick<Act>(['replace-one', 'move-up', 'rename', 'store-again']);
      const stored = { act, at: from, integration: 'team-0' };
      // The CLI requests a rotation after it stores a new credential.
      const isRequested = (act === 'replace-one' || act === 'move-up') && dice.chance(0.5);
      const request = { ...stored, act: 'request' as const, at: from + 1_000 };
      return { ...NO_DISTURBANCES, acts: isRequested ? [stored, request] : [stored] };
    }
  }
}

/** Draws the disturbances of a run with this profile, until `quietFrom`. */
export function drawDisturbances(
  profile: Profile,
  integrations: readonly IntegrationPlan[],
  quietFrom: number,
  dice: Dice,
): Disturbances {
  const stretch = { from: START, to: quietFrom };
  const hangingHost: Episode = { kind: 'alation-hanging', ...stretch, rate: 1, baseUrl: HANGING_HOST };
  const warner = drawWarnerFaults(stretch, dice);
  switch (profile) {
    case 'calm':
    case 'single-fault':
      return NO_DISTURBANCES;
    case 'storm':
      return {
        episodes: [
          ...drawEpisodes(dice.between(1, 6), integrations, quietFrom, dice),
          ...drawFlaws(integrations, quietFrom, dice),
          ...warner.refusals,
        ],
        silence: dice.chance(0.2) ? drawStretch(quietFrom, dice) : undefined,
        crashes: { ...stretch, rate: dice.pick([0, 0.05, 0.3]) },
        sweeps: { missed: dice.pick([0, 0.1, 0.3]), doubled: dice.pick([0, 0.1, 0.5]) },
        warnings: warner.warnings,
        warnerDies: warner.warnerDies,
        acts: drawActs(dice.between(0, 4), integrations, quietFrom, dice),
      };
    case 'operators':
      return {
        ...NO_DISTURBANCES,
        sweeps: { missed: 0, doubled: dice.pick([0, 0.2]) },
        acts: drawActs(dice.between(1, 8), integrations, quietFrom, dice),
      };
    case 'expiry':
      return {
        episodes: [
          ...(dice.chance(0.4) ? drawEpisodes(dice.between(1, 2), integrations, quietFrom, dice) : []),
          ...warner.refusals,
        ],
        silence: undefined,
        crashes: dice.chance(0.3) ? { ...stretch, rate: 0.05 } : undefined,
        sweeps: { missed: 0, doubled: 0 },
        warnings: warner.warnings,
        warnerDies: warner.warnerDies,
        acts: dice.chance(0.5) ? drawActs(dice.between(1, 3), integrations, quietFrom, dice) : [],
      };
    case 'weeks':
      return {
        ...NO_DISTURBANCES,
        episodes: warner.refusals,
        sweeps: { missed: 0.95, doubled: 0 },
        warnings: warner.warnings,
        warnerDies: warner.warnerDies,
        acts: dice.chance(0.5) ? drawActs(1, integrations, quietFrom, dice) : [],
      };
    case 'poison':
      return { ...NO_DISTURBANCES, episodes: [hangingHost] };
    case 'crowd':
      return { ...NO_DISTURBANCES, crashes: dice.chance(0.3) ? { ...stretch, rate: 0.2 } : undefined };
  }
}

function drawEpisodes(
  count: number,
  integrations: readonly IntegrationPlan[],
  quietFrom: number,
  dice: Dice,
): readonly Episode[] {
  return Array.from({ length: count }, () => ({
    kind: drawFaultKind(dice),
    ...drawStretch(quietFrom, dice),
    rate: drawRate(dice),
    ...(dice.chance(0.3) ? { integration: drawIntegrationName(integrations, dice) } : {}),
  }));
}

/** Flaws that a verification finds in JWTs, if an integration has an OAuth client. */
function drawFlaws(
  integrations: readonly IntegrationPlan[],
  quietFrom: number,
  dice: Dice,
): readonly Episode[] {
  const hasClient = integrations.some(({ kinds }) => kinds.includes('oauth-client'));
  if (!hasClient || !dice.chance(0.3)) return [];
  return [{ kind: 'oauth-flaw', ...drawStretch(quietFrom, dice), rate: drawRate(dice) }];
}

const ACTS = [
  ...storingActs,
  'revoke-one',
  'revoke-access-tokens',
  'mint-elsewhere',
  'mint-on-a-schedule',
  'regenerate-secret',
  'roll-back',
  'store-foreign-value',
  'store-malformed',
  'pause',
  'lose-tags',
  'request',
  'change-lifetime',
] as const satisfies readonly Act[];

function drawActs(
  count: number,
  integrations: readonly IntegrationPlan[],
  quietFrom: number,
  dice: Dice,
): Scenario['acts'] {
  return Array.from({ length: count }, () => ({
    act: dice.pick<Act>(ACTS),
    at: dice.between(START + HOUR_MS, quietFrom),
    integration: drawIntegrationName(integrations, dice),
  }));
}

function drawIntegrationName(integrations: readonly IntegrationPlan[], dice: Dice): string {
  return integrations[dice.between(0, integrations.length - 1)]?.name ?? 'team-0';
}

/** The other faults have their own draws. */
const usualFaultKinds = allFaultKinds.filter(
  (kind) => kind !== 'alation-rejecting' && !kind.startsWith('renewal-'),
);

function drawFaultKind(dice: Dice): FaultKind {
  return usualFaultKinds[dice.between(0, usualFaultKinds.length - 1)] ?? 'alation-erring';
}

/** A fault in which no answer is wrong. Two credentials do not help against a wrong answer about their access tokens. */
function drawTrueFault(dice: Dice): FaultKind {
  const kind = drawFaultKind(dice);
  return kind === 'oauth-flaw' ? drawTrueFault(dice) : kind;
}

function drawRate(dice: Dice): number {
  return dice.pick([1, 1, 0.5, 0.1]);
}

function drawStretch(quietFrom: number, dice: Dice): { readonly from: number; readonly to: number } {
  const from = dice.between(START, quietFrom);
  const longest = dice.pick([10 * MINUTE_MS, 2 * HOUR_MS, 14 * HOUR_MS]);
  return { from, to: Math.min(quietFrom, from + dice.between(MINUTE_MS, longest)) };
}
