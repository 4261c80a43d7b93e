import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { IntegrationPlan } from '../scenario/scenario.ts';
import type { StoredCredential } from '../world/truth.ts';
import type { World } from '../world/world.ts';

interface Made extends StoredCredential {
  /** Its entry in the credentials secret. */
  readonly entry: object;
}

const NAMES = 'abcdefgh';
const entries = new WeakMap<StoredCredential, object>();

/** Creates new credentials in Alation and stores them instead of all existing ones. */
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

/** Creates a new credential and stores it instead of one existing credential. */
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

/** Replaces the first credential of an integration by the first credential of another integration. */
export function storeSharedCredential(world: World, plan: IntegrationPlan, other: string): void {
  const [, ...others] = world.truth.integrations.get(plan.name)?.credentials ?? [];
  const [shared] = world.truth.integrations.get(other)?.credentials ?? [];
  if (shared === undefined) return;
  const copy = withSecret(shared, world.alation.share(shared.secret));
  store(world, plan, [copy, ...others.map((one) => named(one, one.name))]);
  world.observe({ kind: 'act', act: 'share', integration: plan.name });
}

/** Stores a new client secret of an OAuth client, unless an operator removed the client meanwhile. */
export function storeRegenerated(world: World, plan: IntegrationPlan, old: string, secret: string): void {
  const stored = world.truth.integrations.get(plan.name)?.credentials ?? [];
  if (!stored.some((one) => one.secret === old)) return;
  store(
    world,
    plan,
    stored.map((one) => (one.secret === old ? withSecret(one, secret) : named(one, one.name))),
  );
}

/** Stores the same credentials again, each with its own name, or with the name of the next credential. */
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
 * Removes the first credential and appends a new credential. Credentials without names get names by position, so the
 * former second credential gets the name of the first.
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

/** Notes that Alation replaced or extended a refresh token of an integration. */
export function noteRegenerated(world: World, integration: string, secret: string, successor: string): void {
  const { truth, scheduler, alation } = world;
  const expiresAt = alation.refreshTokenExpiry(successor);
  truth.noteRegenerated(integration, secret, { secret: successor, expiresAt });
  if (expiresAt === undefined) return;
  // The expiry of a refresh token counts as a disturbance.
  scheduler.after(expiresAt - scheduler.now(), () => truth.disturb(integration, scheduler.now()));
}

/** Notes that the rotator stored a document in which the successor replaces one refresh token. */
export function noteRenewed(world: World, integration: string, versionId: string): void {
  const { truth } = world;
  const { credentials } = truth.integrations.get(integration) ?? {};
  const renewed = credentials?.map((one) => {
    const successor = truth.successorOf(one.secret);
    if (successor === undefined || !isStored(world, integration, successor.secret)) return one;
    const { entry, ...after } = withSecret(one, successor.secret);
    const stored = { ...after, expiresAt: successor.expiresAt };
    entries.set(stored, entry);
    return stored;
  });
  truth.noteCredentials(integration, renewed, versionId);
}

function isStored(world: World, integration: string, secret: string): boolean {
  return world.store.currentCredentials(integration)?.text?.includes(secret) === true;
}

/** Renames a credential. */
function named(one: StoredCredential | Made, name: string): Made {
  const entry = 'entry' in one ? one.entry : entries.get(one);
  return { ...one, name, entry: { ...entry, name } };
}

/** Changes the secret of a credential. */
function withSecret(one: StoredCredential, secret: string): Made {
  const field = one.kind === 'oauth-client' ? 'client_secret' : 'refresh_token';
  return { ...one, secret, entry: { ...entries.get(one), [field]: secret } };
}

function store(world: World, plan: IntegrationPlan, credentials: readonly Made[]): void {
  const versionId = world.store.putCredentials(plan.name, {
    base_url: plan.baseUrl,
    credentials: credentials.map(({ entry }) => entry),
  });
  const stored = credentials.map(({ entry, ...one }) => {
    entries.set(one, entry);
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
  const issued = alation.issueRefreshToken(plan.userId);
  // The expiry of a refresh token counts as a disturbance.
  scheduler.after(plan.refreshTokenLifetimeMs, () => truth.disturb(plan.name, scheduler.now()));
  const expiresAt = scheduler.now() + plan.refreshTokenLifetimeMs;
  return { name, kind, secret: issued.refresh_token, expiresAt, entry: { name, ...issued } };
}
