import type { CredentialKind } from '../../../functions/rotation/credential.ts';
import type { IntegrationPlan } from '../scenario/scenario.ts';
import type { StoredCredential } from '../world/truth.ts';
import type { World } from '../world/world.ts';

interface Made extends StoredCredential {
  /** Its entry in the credentials secret. */
  readonly entry: object;
}

const NAMES = 'abcdefgh';
const made = new WeakMap<StoredCredential, object>();

/** Makes new credentials in Alation and stores them in place of all that were there. */
export function storeNewCredentials(
  world: World,
  plan: IntegrationPlan,
  kinds: readonly CredentialKind[],
): void {
  store(
    world,
    plan,
    kinds.map((kind, index) => make(world, plan, kind, NAMES[index] ?? `credential-${index}`)),
  );
}

/** Makes one new credential and stores it in place of one of those that were there. */
export function replaceCredential(
  world: World,
  plan: IntegrationPlan,
  stored: readonly StoredCredential[],
  index: number,
): void {
  store(
    world,
    plan,
    stored.map((one, at) =>
      at === index
        ? make(world, plan, one.kind, one.name)
        : { ...one, entry: made.get(one) ?? { name: one.name } },
    ),
  );
}

function store(world: World, plan: IntegrationPlan, credentials: readonly Made[]): void {
  const versionId = world.store.putCredentials(plan.name, {
    base_url: plan.baseUrl,
    credentials: credentials.map(({ entry }) => entry),
  });
  const stored = credentials.map(({ entry, ...one }) => {
    made.set(one, entry);
    return one;
  });
  world.truth.noteCredentials(plan.name, stored, versionId);
  world.truth.disturb(plan.name, world.scheduler.now());
}

function make(world: World, plan: IntegrationPlan, kind: CredentialKind, name: string): Made {
  const { alation, scheduler, truth } = world;
  if (kind === 'oauth-client') {
    const issued = alation.registerOAuthClient();
    return { name, kind, secret: issued.client_secret, expiresAt: undefined, entry: { name, ...issued } };
  }
  alation.behaviour.refreshTokenLifetimeMs = plan.refreshTokenLifetimeMs;
  const issued = alation.issueRefreshToken();
  // That a refresh token runs out is an event of its own.
  scheduler.after(plan.refreshTokenLifetimeMs, () => truth.disturb(plan.name, scheduler.now()));
  const expiresAt = scheduler.now() + plan.refreshTokenLifetimeMs;
  return { name, kind, secret: issued.refresh_token, expiresAt, entry: { name, ...issued } };
}
