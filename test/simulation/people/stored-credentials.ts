import type { CredentialKind } from '../../../functions/integration/credential.ts';
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
    stored.map((one, at) => (at === index ? make(world, plan, one.kind, one.name) : named(one, one.name))),
  );
}

/** Stores the same credentials once more, each under the name of the one after it or under its own. */
export function storeAgain(
  world: World,
  plan: IntegrationPlan,
  stored: readonly StoredCredential[],
  names: 'renamed' | 'named as before',
): void {
  const [first] = stored;
  const after = (at: number) => stored[at + 1]?.name ?? (stored.length === 1 ? 'renamed' : first?.name) ?? '';
  store(
    world,
    plan,
    stored.map((one, at) => named(one, names === 'renamed' ? after(at) : one.name)),
  );
}

/**
 * Makes a new credential and stores it behind those that were there, without the first of them. Who leaves the names
 * out has them given by position: what was the second credential has the first one's name then.
 */
export function moveUp(world: World, plan: IntegrationPlan, stored: readonly StoredCredential[]): void {
  const [first, ...others] = stored;
  if (first === undefined) return;
  const added = make(world, plan, first.kind, '');
  store(
    world,
    plan,
    [...others, added].map((one, at) => named(one, NAMES[at] ?? `credential-${at}`)),
  );
}

/** The same credential under that name. */
function named(one: StoredCredential | Made, name: string): Made {
  const entry = 'entry' in one ? one.entry : made.get(one);
  return { ...one, name, entry: { ...entry, name } };
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
