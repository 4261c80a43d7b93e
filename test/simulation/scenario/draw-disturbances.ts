import { allFaultKinds } from '../faults/fault-kind.ts';
import type { Episode } from '../faults/episode.ts';
import type { FaultKind } from '../faults/fault-kind.ts';
import type { Draw } from '../world/draw.ts';
import { HANGING_HOST } from './draw-integrations.ts';
import { drawWarnerFaults } from './draw-warner-faults.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { START, storingActs } from './scenario.ts';
import type { Act, IntegrationPlan, Profile, Scenario } from './scenario.ts';

/** Faults, crashes, missed sweeps and acts of a scenario. */
export type Disturbances = Pick<
  Scenario,
  'episodes' | 'scheduleOutage' | 'crashes' | 'sweeps' | 'warnings' | 'warnerCrashes' | 'acts'
>;

const NO_DISTURBANCES: Disturbances = {
  episodes: [],
  scheduleOutage: undefined,
  crashes: undefined,
  sweeps: { missed: 0, doubled: 0 },
  warnings: { missed: 0, doubled: 0 },
  warnerCrashes: 0,
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
 * @param longest longest duration of the fault, in ms
 */
export function drawSingleFault(longest: number, undisturbedFrom: number, draw: Draw): Disturbances {
  const kind = draw.pick([
    'in-doubt',
    'in-doubt',
    'in-doubt',
    'fault',
    'fault',
    'scheduleOutage',
    'crashes',
    'doubled',
    'lost-tags',
    'stored',
  ]);
  // A fault of the longest duration covers a rotation.
  const duration = kind === 'in-doubt' || draw.chance(0.4) ? longest : draw.between(MINUTE_MS, longest);
  const from = draw.between(START + HOUR_MS, undisturbedFrom - duration);
  const stretch = { from, to: from + duration };
  switch (kind) {
    case 'in-doubt':
      return {
        ...NO_DISTURBANCES,
        episodes: [{ kind: draw.pick(IN_DOUBT), ...stretch, rate: draw.pick([1, 0.5, 0.5, 0.2]) }],
      };
    case 'fault':
      return {
        ...NO_DISTURBANCES,
        episodes: [{ kind: drawTrueFault(draw), ...stretch, rate: drawRate(draw) }],
      };
    case 'scheduleOutage':
      return { ...NO_DISTURBANCES, scheduleOutage: stretch };
    case 'crashes':
      return { ...NO_DISTURBANCES, crashes: { ...stretch, rate: drawRate(draw) } };
    case 'doubled':
      return { ...NO_DISTURBANCES, sweeps: { missed: 0, doubled: 0.5 } };
    case 'lost-tags':
      return { ...NO_DISTURBANCES, acts: [{ act: 'lose-tags', at: from, integration: 'team-0' }] };
    case 'stored': {
      const act = draw.pick<Act>(['replace-one', 'move-up', 'rename', 'store-again']);
      const stored = { act, at: from, integration: 'team-0' };
      // The CLI requests a rotation after it stores a new credential.
      const isRequested = (act === 'replace-one' || act === 'move-up') && draw.chance(0.5);
      const request = { ...stored, act: 'request' as const, at: from + 1_000 };
      return { ...NO_DISTURBANCES, acts: isRequested ? [stored, request] : [stored] };
    }
  }
}

/** Draws the disturbances of a run with this profile, until `undisturbedFrom`. */
export function drawDisturbances(
  profile: Profile,
  integrations: readonly IntegrationPlan[],
  undisturbedFrom: number,
  draw: Draw,
): Disturbances {
  const stretch = { from: START, to: undisturbedFrom };
  const hangingHost: Episode = { kind: 'alation-hanging', ...stretch, rate: 1, baseUrl: HANGING_HOST };
  const warner = drawWarnerFaults(stretch, draw);
  switch (profile) {
    case 'calm':
    case 'single-fault':
      return NO_DISTURBANCES;
    case 'storm':
      return {
        episodes: [
          ...drawEpisodes(draw.between(1, 6), integrations, undisturbedFrom, draw),
          ...drawFlaws(integrations, undisturbedFrom, draw),
          ...warner.refusals,
        ],
        scheduleOutage: draw.chance(0.2) ? drawStretch(undisturbedFrom, draw) : undefined,
        crashes: { ...stretch, rate: draw.pick([0, 0.05, 0.3]) },
        sweeps: { missed: draw.pick([0, 0.1, 0.3]), doubled: draw.pick([0, 0.1, 0.5]) },
        warnings: warner.warnings,
        warnerCrashes: warner.warnerCrashes,
        acts: drawActs(draw.between(0, 4), integrations, undisturbedFrom, draw),
      };
    case 'operators':
      return {
        ...NO_DISTURBANCES,
        sweeps: { missed: 0, doubled: draw.pick([0, 0.2]) },
        acts: drawActs(draw.between(1, 8), integrations, undisturbedFrom, draw),
      };
    case 'expiry':
      return {
        episodes: [
          ...(draw.chance(0.4) ? drawEpisodes(draw.between(1, 2), integrations, undisturbedFrom, draw) : []),
          ...warner.refusals,
        ],
        scheduleOutage: undefined,
        crashes: draw.chance(0.3) ? { ...stretch, rate: 0.05 } : undefined,
        sweeps: { missed: 0, doubled: 0 },
        warnings: warner.warnings,
        warnerCrashes: warner.warnerCrashes,
        acts: draw.chance(0.5) ? drawActs(draw.between(1, 3), integrations, undisturbedFrom, draw) : [],
      };
    case 'weeks':
      return {
        ...NO_DISTURBANCES,
        episodes: warner.refusals,
        sweeps: { missed: 0.95, doubled: 0 },
        warnings: warner.warnings,
        warnerCrashes: warner.warnerCrashes,
        acts: draw.chance(0.5) ? drawActs(1, integrations, undisturbedFrom, draw) : [],
      };
    case 'faulty':
      return { ...NO_DISTURBANCES, episodes: [hangingHost] };
    case 'crowd':
      return { ...NO_DISTURBANCES, crashes: draw.chance(0.3) ? { ...stretch, rate: 0.2 } : undefined };
  }
}

function drawEpisodes(
  count: number,
  integrations: readonly IntegrationPlan[],
  undisturbedFrom: number,
  draw: Draw,
): readonly Episode[] {
  return Array.from({ length: count }, () => ({
    kind: drawFaultKind(draw),
    ...drawStretch(undisturbedFrom, draw),
    rate: drawRate(draw),
    ...(draw.chance(0.3) ? { integration: drawIntegrationName(integrations, draw) } : {}),
  }));
}

/** Flaws that a verification finds in JWTs, if an integration has an OAuth client. */
function drawFlaws(
  integrations: readonly IntegrationPlan[],
  undisturbedFrom: number,
  draw: Draw,
): readonly Episode[] {
  const hasClient = integrations.some(({ kinds }) => kinds.includes('oauth-client'));
  if (!hasClient || !draw.chance(0.3)) return [];
  return [{ kind: 'oauth-flaw', ...drawStretch(undisturbedFrom, draw), rate: drawRate(draw) }];
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
  undisturbedFrom: number,
  draw: Draw,
): Scenario['acts'] {
  return Array.from({ length: count }, () => ({
    act: draw.pick<Act>(ACTS),
    at: draw.between(START + HOUR_MS, undisturbedFrom),
    integration: drawIntegrationName(integrations, draw),
  }));
}

function drawIntegrationName(integrations: readonly IntegrationPlan[], draw: Draw): string {
  return integrations[draw.between(0, integrations.length - 1)]?.name ?? 'team-0';
}

/** Wrong rejections and faults of renewals are drawn elsewhere. */
const usualFaultKinds = allFaultKinds.filter(
  (kind) => kind !== 'alation-rejecting' && !kind.startsWith('renewal-'),
);

function drawFaultKind(draw: Draw): FaultKind {
  return usualFaultKinds[draw.between(0, usualFaultKinds.length - 1)] ?? 'alation-erring';
}

/** A fault in which no answer is wrong. Two credentials do not help against a wrong answer about their access tokens. */
function drawTrueFault(draw: Draw): FaultKind {
  const kind = drawFaultKind(draw);
  return kind === 'oauth-flaw' ? drawTrueFault(draw) : kind;
}

function drawRate(draw: Draw): number {
  return draw.pick([1, 1, 0.5, 0.1]);
}

function drawStretch(undisturbedFrom: number, draw: Draw): { readonly from: number; readonly to: number } {
  const from = draw.between(START, undisturbedFrom);
  const longest = draw.pick([10 * MINUTE_MS, 2 * HOUR_MS, 14 * HOUR_MS]);
  return { from, to: Math.min(undisturbedFrom, from + draw.between(MINUTE_MS, longest)) };
}
