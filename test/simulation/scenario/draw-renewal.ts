import type { Regeneration } from '../../../local/alation/behaviour.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import { HOUR_MS } from '../../../functions/time.ts';
import type { Episode } from '../faults/episode.ts';
import type { Draw } from '../world/draw.ts';
import { START } from './scenario.ts';
import type { IntegrationPlan, Profile, Scenario } from './scenario.ts';

/** Fraction of the runs with integrations whose refresh tokens the rotator renews. */
const RENEWING = 0.3;

/** These profiles measure load and isolation. Renewals would only make them longer. */
const WITHOUT: ReadonlySet<Profile> = new Set(['crowd', 'faulty']);

/**
 * The scenario with renewals: in some runs the rotator renews the refresh tokens of most integrations with two or more
 * credentials. Alation's endpoint then behaves in one of the ways that its documentation leaves open. All refresh tokens of
 * such an integration belong to one user.
 */
export function drawRenewal(scenario: Scenario, draw: Draw): Scenario {
  const { profile, integrations, behaviour } = scenario;
  const isShared = integrations.some(({ sharedWith }) => sharedWith !== undefined);
  if (WITHOUT.has(profile) || isShared || !draw.chance(RENEWING)) return scenario;
  const refreshTokenLifetimeMs = drawLifetime(scenario, draw);
  return {
    ...scenario,
    storesDuringRenewal: profile === 'operators' ? 0.5 : profile === 'storm' ? 0.2 : 0,
    episodes: [...scenario.episodes, ...drawFaults(scenario, draw)],
    behaviour: { ...behaviour, regeneration: drawRegeneration(draw) },
    integrations: integrations.map((plan, index) => ({
      ...plan,
      refreshTokenLifetimeMs,
      ...(plan.kinds.length > 1 && draw.chance(0.85)
        ? { renews: true, kinds: withTwoRefreshTokens(plan.kinds), userId: 10_000 + index }
        : {}),
    })),
  };
}

function withTwoRefreshTokens([, , ...others]: IntegrationPlan['kinds']): IntegrationPlan['kinds'] {
  return ['refresh-token', 'refresh-token', ...others];
}

/** Refresh tokens become due for renewal during the run. In the runs that check the promise, no refresh token expires. */
function drawLifetime({ profile, integrations, behaviour, end }: Scenario, draw: Draw): number {
  switch (profile) {
    case 'expiry':
    case 'weeks':
      return integrations[0]?.refreshTokenLifetimeMs ?? behaviour.refreshTokenLifetimeMs;
    case 'calm':
    case 'single-fault':
      return Math.ceil((end - START) * (1.1 + draw.random() / 2));
    default:
      return Math.max(8 * HOUR_MS, behaviour.accessTokenLifetimeMs * draw.between(3, 7));
  }
}

/** Calls of a renewal are rare, so their faults last until `undisturbedFrom`. */
function drawFaults({ profile, undisturbedFrom: to }: Scenario, draw: Draw): readonly Episode[] {
  if (profile === 'calm' || profile === 'single-fault' || draw.chance(0.5)) return [];
  const kind = draw.pick(['renewal-response-lost', 'renewal-late', 'renewal-not-stored']);
  return [{ kind, from: START, to, rate: draw.pick([1, 0.5, 0.3]) }];
}

/** About half of the runs have the behaviour that the design assumes, the other half one of its alternatives. */
function drawRegeneration(draw: Draw): Regeneration {
  const assumed = defaultBehaviour.regeneration;
  return draw.weighted<Regeneration>([
    [8, assumed],
    [2, { ...assumed, accessTokens: 'kept' }],
    [1, { ...assumed, offers: 'same' }],
    [1, { ...assumed, offers: 'unavailable' }],
    [1, { ...assumed, expiry: 'kept' }],
    [1, { ...assumed, others: 'access-tokens-revoked' }],
    [1, { ...assumed, others: 'refresh-tokens-revoked' }],
  ]);
}
