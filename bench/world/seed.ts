import { SecretRole, Tag } from '../../functions/contract.ts';
import { formatAccessTokenDocument } from '../../functions/integration/access-token-document.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import {
  confirmationTime,
  probeTime,
  renewalTimeOf,
  hashFraction,
} from '../../functions/rotation/renewal-time.ts';
import type { RenewalMode } from '../../functions/rotation/renewal-time.ts';
import { changedTags } from '../../functions/integration/integration-state.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { baseUrlOf, integrationName, SECRET_PREFIX } from '../names.ts';
import type { World } from './world.ts';
import { DAY_MS } from '../../functions/time.ts';

const WEEK_MS = 7 * DAY_MS;

/** When an integration's access token was published and last probed, ms since the epoch. */
export interface Age {
  readonly issuedAt: number;
  readonly probedAt: number;
}

/** Everything was onboarded just now: nothing is due, and all of it will be at the same time. */
export function allFresh(now: number): (index: number) => Age {
  return () => ({ issuedAt: now, probedAt: now });
}

/**
 * As it is after months: renewals and probes come as they fall. Each integration was onboarded at another time of day a
 * week ago, and renewed since by ticks that the one at `now` follows.
 */
export function steadyState(now: number, random: () => number): (index: number) => Age {
  const { intervalMs, probeIntervalMs } = defaultPolicy;
  const lastTick = now - intervalMs;
  /** When a tick at or after that instant comes to it, or Infinity when that is the one at `now` or a later one. */
  const tickAfter = (due: number): number => {
    const tick = now - Math.floor((now - due) / intervalMs) * intervalMs;
    return tick > lastTick ? Infinity : tick + random() * 60_000;
  };
  return (index) => {
    const name = integrationName(index);
    let issuedAt = now - WEEK_MS - random() * (DAY_MS / 2);
    let succession: RenewalMode = 'initial';
    for (let next = issuedAt; next !== Infinity;) {
      issuedAt = Math.trunc(next);
      const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS };
      next = tickAfter(renewalTimeOf(name, accessToken, defaultPolicy, succession));
      succession = 'alternating';
    }
    const place = probeTime(lastTick - probeIntervalMs, defaultPolicy, hashFraction(name));
    const probes = [
      tickAfter(place),
      tickAfter(confirmationTime({ issuedAt, probedAt: issuedAt }, defaultPolicy)),
    ];
    const past = probes.filter((at) => at > issuedAt && at < now);
    return { issuedAt, probedAt: Math.trunc(Math.max(issuedAt, ...past)) };
  };
}

/**
 * Onboards integrations with two refresh tokens each, and puts them into the state that rotating them would have left:
 * both secrets with their values and tags, and access tokens that Alation knows.
 */
export async function seed(
  world: World,
  integrations: number,
  perHost: number,
  ageOf: (index: number) => Age,
): Promise<void> {
  const now = world.clock.now();
  for (let index = 0; index < integrations; index++) {
    const { issuedAt, probedAt } = ageOf(index);
    world.clock.set(issuedAt);
    await seedOne(world, index, baseUrlOf(index, perHost), probedAt);
  }
  world.clock.set(now);
}

async function seedOne(world: World, index: number, baseUrl: string, probedAt: number): Promise<void> {
  const integration = integrationName(index);
  const credentials = ['a', 'b'].map((name) => ({ name, refreshToken: world.alation.issueRefreshToken() }));
  const [first] = credentials;
  if (first === undefined) return;
  const minted = world.alation.mint(first.refreshToken);
  const acceptedVersion = `bench-${integration}-credentials-of-month-1`;
  const accessToken = { issuedAt: minted.mintedAt, expiresAt: minted.expiresAt, credential: first.name };

  const record: IntegrationState = {
    paused: false,
    owner: 'bench',
    baseUrl,
    status: { state: 'fresh', code: undefined, since: minted.mintedAt },
    accessToken: { ...accessToken, verified: true, probedAt },
    acceptedVersion,
    backoff: undefined,
    credentials: credentials.map(({ name, refreshToken }) => ({
      name,
      kind: 'refresh-token',
      state: 'active',
      versionId: acceptedVersion,
      expiresAt: refreshToken.expiresAt,
      expirySource: 'reported',
      storedAt: minted.mintedAt - WEEK_MS,
    })),
  };
  const document = {
    base_url: baseUrl,
    credentials: credentials.map(({ name, refreshToken }) => ({
      name,
      refresh_token: refreshToken.value,
      user_id: refreshToken.userId,
    })),
  };
  await create(world, integration, SecretRole.credentials, {
    ClientRequestToken: acceptedVersion,
    SecretString: JSON.stringify(document),
    tags: changedTags(record, {}),
  });
  await create(world, integration, SecretRole.accessToken, {
    ClientRequestToken: `bench-${integration}-access-token-before`,
    SecretString: formatAccessTokenDocument({
      ...accessToken,
      accessToken: new Sensitive(minted.value),
      tokenType: 'APIAccessToken',
      baseUrl,
      userId: minted.userId,
    }).reveal(),
    tags: {},
  });
}

async function create(
  world: World,
  integration: string,
  role: string,
  { tags, ...value }: { readonly [name: string]: unknown; readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  const own = { [Tag.role]: role, [Tag.integration]: integration, [Tag.owner]: 'bench' };
  const answered = await world.aws.handle({
    headers: { 'x-amz-target': 'secretsmanager.CreateSecret' },
    body: JSON.stringify({
      Name: `${SECRET_PREFIX}/${integration}/${role}`,
      Tags: Object.entries({ ...own, ...tags }).map(([Key, Value]) => ({ Key, Value })),
      ...value,
    }),
  });
  if (answered.status !== 200) throw new Error(`CreateSecret failed for ${integration}`);
}
