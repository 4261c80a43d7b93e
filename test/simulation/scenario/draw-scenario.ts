import { draw as diceOf } from '../world/draw.ts';
import type { Draw } from '../world/draw.ts';
import { drawIntegrations } from './draw-integrations.ts';
import { drawRareFault } from './draw-rare-faults.ts';
import { drawSingleFault, drawDisturbances } from './draw-disturbances.ts';
import { drawPolicy } from './draw-policy.ts';
import { bearableFaultMs } from '../invariants/promise.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { LISTING_LAG_MS, START } from './scenario.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import { drawRenewal } from './draw-renewal.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { Latencies, Profile, Scenario } from './scenario.ts';

/** Time after the last fault: an hour of Retry-After, the time until the next probe, two sweeps and a margin. */
function undisturbedMs({ probeIntervalMs, intervalMs }: RotationPolicy): number {
  return HOUR_MS + probeIntervalMs + 8 * intervalMs;
}

/** Fraction of the runs with stale reads. */
const STALE = 0.3;

/** Renewals have their own random choices, so that the other choices of a seed do not depend on renewals. */
const RENEWAL_DICE = 0x4e57;

/** The scenario of a seed. */
export function drawScenario(seed: number): Scenario {
  const draw = diceOf(seed);
  const profile = drawProfile(draw);
  const integrations = drawIntegrations(profile, draw.fork());
  const accessTokenLifetimeMs = drawLifetime(profile, draw);
  const policy = drawPolicy(profile, accessTokenLifetimeMs, draw.fork());
  const undisturbedFrom = START + durationOf(profile, accessTokenLifetimeMs);
  const scenario: Omit<Scenario, 'end'> = {
    seed,
    profile,
    integrations,
    behaviour: {
      // The promise is easy to keep if a mint revokes no access token.
      supersession: draw.chance(profile === 'single-fault' ? 0.9 : 0.75) ? 'revokes-previous' : 'coexist',
      accessTokenLifetimeMs,
      refreshTokenLifetimeMs: 60 * DAY_MS,
      regeneration: defaultBehaviour.regeneration,
    },
    policy,
    latencies: drawLatencies(profile, draw),
    listingLagMs: draw.pick([0, MINUTE_MS, LISTING_LAG_MS]),
    pageSize: drawPageSize(profile, draw),
    otherWritesPerSecond: draw.chance(profile === 'crowd' ? 0.7 : 0.1) ? draw.between(1, 45) : 0,
    ...(profile === 'single-fault'
      ? drawSingleFault(bearableFaultMs(accessTokenLifetimeMs, policy), undisturbedFrom, draw)
      : drawDisturbances(profile, integrations, undisturbedFrom, draw)),
    undisturbedFrom,
    storesDuringRenewal: 0,
    staleReads: draw.chance(STALE) ? draw.pick([0.3, 1]) : 0,
  };
  const rare = drawRareFault(scenario, draw.fork());
  const isRejecting =
    rare.episodes.length > 0 || rare.acts.some(({ act }) => act === 'suspend-one' || act === 'forbid-one');
  const undisturbed = profile === 'calm' || profile === 'crowd' ? 0 : undisturbedMs(policy);
  const whole: Scenario = {
    ...scenario,
    acts: [...scenario.acts, ...rare.acts],
    episodes: [...scenario.episodes, ...rare.episodes],
    // The rotator checks a rejected or forbidden credential once a day.
    end: undisturbedFrom + undisturbed + (isRejecting ? DAY_MS + HOUR_MS : 0),
  };
  return drawRenewal(whole, diceOf(seed ^ RENEWAL_DICE));
}

function drawProfile(draw: Draw): Profile {
  return draw.weighted([
    [10, 'calm'],
    [36, 'single-fault'],
    [22, 'storm'],
    [14, 'operators'],
    [8, 'expiry'],
    [2, 'weeks'],
    [6, 'faulty'],
    [2, 'crowd'],
  ]);
}

function drawLifetime(profile: Profile, draw: Draw): number {
  if (profile === 'crowd') return HOUR_MS;
  if (profile === 'expiry' || profile === 'weeks') return DAY_MS;
  if (profile === 'single-fault') return draw.pick([6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, DAY_MS]);
  return draw.pick([HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, DAY_MS, 3 * DAY_MS]);
}

function durationOf(profile: Profile, accessTokenLifetimeMs: number): number {
  if (profile === 'crowd') return 80 * MINUTE_MS;
  if (profile === 'expiry') return 7 * DAY_MS;
  if (profile === 'weeks') return 62 * DAY_MS;
  return Math.min(Math.max(2.4 * accessTokenLifetimeMs, 16 * HOUR_MS), 4 * DAY_MS);
}

/** Secrets Manager may return fewer secrets in a page than asked for. */
function drawPageSize(profile: Profile, draw: Draw): number {
  if (profile === 'crowd') return draw.between(20, 100);
  return draw.chance(0.4) ? draw.between(1, 3) : 100;
}

function drawLatencies(profile: Profile, draw: Draw): Latencies {
  const fast: Latencies = { store: [5, 40], alation: [50, 600] };
  if (profile === 'crowd') return { store: [5, 15], alation: [5, 150] };
  return draw.weighted([
    [5, fast],
    // All pending calls are due at the same time: only the random choices decide their order.
    [3, { store: [0, 0], alation: [0, 0] }],
    [2, { store: [0, 2_000], alation: [100, 4_500] }],
  ]);
}
