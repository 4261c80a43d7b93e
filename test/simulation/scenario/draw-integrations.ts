import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { Draw } from '../world/draw.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { START } from './scenario.ts';
import type { IntegrationPlan, Profile } from './scenario.ts';

const HOSTS = ['https://acme.alationcloud.com', 'https://zeta.alationcloud.com'] as const;
/** The host of integrations whose Alation never responds. */
export const HANGING_HOST = 'https://hanging.alationcloud.com';

/** The integrations of a run: one or several credentials, of either kind or mixed. */
export function drawIntegrations(profile: Profile, draw: Draw): readonly IntegrationPlan[] {
  const count = profile === 'crowd' ? draw.between(60, 120) : draw.between(1, 3);
  const plans = Array.from({ length: count }, (_, index) => drawIntegration(`team-${index}`, profile, draw));
  if (profile === 'operators' && draw.chance(SHARED)) return shareFirstCredential(plans);
  if (profile !== 'faulty') return plans;
  const faulty = Array.from({ length: draw.between(1, 3) }, (_, index) => {
    const fault = draw.pick(['malformed', 'refused', 'hanging-host']);
    const plan = drawIntegration(`faulty-${index}`, profile, draw);
    return { ...plan, fault, baseUrl: fault === 'hanging-host' ? HANGING_HOST : plan.baseUrl };
  });
  return draw.chance(0.5) ? [...faulty, ...plans] : [...plans, ...faulty];
}

/** Fraction of the runs with operators in which two integrations share a credential. */
const SHARED = 0.4;

/** The second integration gets the first credential of the first integration, at most half an hour later. */
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

function drawIntegration(name: string, profile: Profile, draw: Draw): IntegrationPlan {
  return {
    name,
    baseUrl: draw.pick(HOSTS),
    // With refresh tokens a mint may revoke an access token, so the promise for two credentials is hardest to keep.
    kinds:
      profile === 'single-fault' && name === 'team-0' && draw.chance(0.4)
        ? ['refresh-token', 'refresh-token']
        : drawKinds(profile, draw),
    sharedWith: undefined,
    refreshTokenLifetimeMs: drawRefreshTokenLifetime(profile, draw),
    storedAt: START + (profile === 'crowd' ? 0 : draw.between(0, 30 * MINUTE_MS)),
    fault: undefined,
  };
}

function drawRefreshTokenLifetime(profile: Profile, draw: Draw): number {
  if (profile === 'expiry') return draw.between(30, 150) * HOUR_MS;
  return profile === 'weeks' ? draw.between(16 * 24, 60 * 24) * HOUR_MS : 60 * DAY_MS;
}

function drawKinds(profile: Profile, draw: Draw): readonly [CredentialKind, ...CredentialKind[]] {
  const drawKind = drawKindOf(profile, draw);
  const others = draw.weighted([
    [4, 0],
    [5, 1],
    [2, 2],
  ]);
  return [drawKind(), ...Array.from({ length: others }, drawKind)];
}

function drawKindOf(profile: Profile, draw: Draw): () => CredentialKind {
  // OAuth clients do not expire.
  if (profile === 'expiry' || profile === 'weeks')
    return () => (draw.chance(0.9) ? 'refresh-token' : 'oauth-client');
  const mixture = draw.weighted([
    [5, 1],
    [3, 0],
    [2, 0.5],
  ]);
  return () => (draw.chance(mixture) ? 'refresh-token' : 'oauth-client');
}
