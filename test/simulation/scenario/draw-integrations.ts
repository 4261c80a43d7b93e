import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { Dice } from '../world/dice.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { START } from './scenario.ts';
import type { IntegrationPlan, Profile } from './scenario.ts';

const HOSTS = ['https://acme.alationcloud.com', 'https://zeta.alationcloud.com'] as const;
/** The host of integrations whose Alation never responds. */
export const HANGING_HOST = 'https://dead.alationcloud.com';

/** The integrations of a run: one or several credentials, of either kind or mixed. */
export function drawIntegrations(profile: Profile, dice: Dice): readonly IntegrationPlan[] {
  const count = profile === 'crowd' ? dice.between(60, 120) : dice.between(1, 3);
  const plans = Array.from({ length: count }, (_, index) => drawIntegration(`team-${index}`, profile, dice));
  if (profile === 'operators' && dice.chance(SHARED)) return shareFirstCredential(plans);
  if (profile !== 'poison') return plans;
  const poisoned = Array.from({ length: dice.between(1, 3) }, (_, index) => {
    const poison = dice.pick(['malformed', 'refused', 'hanging-host']);
    const plan = drawIntegration(`poisoned-${index}`, profile, dice);
    return { ...plan, poison, baseUrl: poison === 'hanging-host' ? HANGING_HOST : plan.baseUrl };
  });
  return dice.chance(0.5) ? [...poisoned, ...plans] : [...plans, ...poisoned];
}

/** Fraction of the runs with operators in which two integrations share a credential. */
const SHARED = 0.4;

/** The second integration gets the first credential of the first, half an hour after it at the latest. */
function shareFirstCredential(plans: readonly IntegrationPlan[]): readonly IntegrationPlan[] {
  const [first, second, ...others] = plans;
  if (first === undefined || second === undefined) return plans;
  const { baseUrl, refreshTokenLifetimeMs, kinds, name } = first;
  const storedAt = Math.max(second.storedAt, first.storedAt + 1);
  const shared: IntegrationPlan['kinds'] = [kinds[0], ...second.kinds.slice(1)];
  return [
    first,
    { ...second, baseUrl, refreshTokenLifetimeMs, kinds: shared, sharedWith: name, storedAt },
    ...others,
  ];
}

function drawIntegration(name: string, profile: Profile, dice: Dice): IntegrationPlan {
  return {
    name,
    baseUrl: dice.pick(HOSTS),
    // The promise for two credentials is hardest where a mint revokes: mostly with refresh tokens.
    kinds:
      profile === 'single-fault' && name === 'team-0' && dice.chance(0.4)
        ? ['refresh-token', 'refresh-token']
        : drawKinds(profile, dice),
    sharedWith: undefined,
    refreshTokenLifetimeMs: drawRefreshTokenLifetime(profile, dice),
    storedAt: START + (profile === 'crowd' ? 0 : dice.between(0, 30 * MINUTE_MS)),
    poison: undefined,
  };
}

function drawRefreshTokenLifetime(profile: Profile, dice: Dice): number {
  if (profile === 'expiry') return dice.between(30, 150) * HOUR_MS;
  return profile === 'weeks' ? dice.between(16 * 24, 60 * 24) * HOUR_MS : 60 * DAY_MS;
}

function drawKinds(profile: Profile, dice: Dice): readonly [CredentialKind, ...CredentialKind[]] {
  const drawKind = drawKindOf(profile, dice);
  const others = dice.weighted([
    [4, 0],
    [5, 1],
    [2, 2],
  ]);
  return [drawKind(), ...Array.from({ length: others }, drawKind)];
}

function drawKindOf(profile: Profile, dice: Dice): () => CredentialKind {
  // OAuth clients do not expire.
  if (profile === 'expiry' || profile === 'weeks')
    return () => (dice.chance(0.9) ? 'refresh-token' : 'oauth-client');
  const mixture = dice.weighted([
    [5, 1],
    [3, 0],
    [2, 0.5],
  ]);
  return () => (dice.chance(mixture) ? 'refresh-token' : 'oauth-client');
}
