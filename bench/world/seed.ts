import { SecretRole, Tag } from '../../functions/contract.ts';
import { formatAccessTokenDocument } from '../../functions/integration/access-token-document.ts';
import { credentialFingerprint, minterId } from '../../functions/integration/credential-fingerprint.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import { rotationTimeOf } from '../../functions/rotation/rotation-time.ts';
import type { RenewalMode } from '../../functions/rotation/rotation-time.ts';
import { changedTags } from '../../functions/integration/integration-tags.ts';
import { countYoung } from '../../functions/integration/version-count.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { baseUrlOf, integrationName, SECRET_PREFIX } from '../names.ts';
import type { World } from './world.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';

const WEEK_MS = 7 * DAY_MS;

/** When the published access token of an integration was minted, ms since the epoch. */
export type IssueTime = (index: number) => number;

/** All integrations were onboarded at this time, in ms since the epoch. */
export function allFresh(onboardedAt: number): IssueTime {
  return () => onboardedAt;
}

/**
 * A deployment in its ordinary state: rotations are spread over the day. Each integration was onboarded about a week ago
 * at its own time. The last sweep ran one interval before `now`.
 */
export function ordinaryState(now: number, random: () => number): IssueTime {
  const { intervalMs } = defaultPolicy;
  const lastSweep = now - intervalMs;
  /** The time when the first sweep after `due` rotates the integration; Infinity when that sweep has not run yet. */
  const sweepAfter = (due: number): number => {
    const sweep = now - Math.floor((now - due) / intervalMs) * intervalMs;
    return sweep > lastSweep ? Infinity : sweep + random() * MINUTE_MS;
  };
  return (index) => {
    const name = integrationName(index);
    let issuedAt = now - WEEK_MS - random() * (DAY_MS / 2);
    let mode: RenewalMode = 'initial';
    for (let next = issuedAt; next !== Infinity;) {
      issuedAt = Math.trunc(next);
      const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS };
      next = sweepAfter(rotationTimeOf(name, accessToken, defaultPolicy, mode));
      mode = 'alternating';
    }
    return issuedAt;
  };
}

/**
 * Creates rotated integrations with one refresh token for each name: both secrets with values and tags, and access tokens
 * that Alation minted.
 *
 * @param names the names of the credentials of each integration
 */
export async function seed(
  world: World,
  integrations: number,
  perHost: number,
  issuedAtOf: IssueTime,
  names: readonly string[] = ['a', 'b'],
): Promise<void> {
  const now = world.clock.now();
  for (let index = 0; index < integrations; index++) {
    world.clock.set(issuedAtOf(index));
    await seedOne(world, index, baseUrlOf(index, perHost), names);
  }
  world.clock.set(now);
}

async function seedOne(
  world: World,
  index: number,
  baseUrl: string,
  names: readonly string[],
): Promise<void> {
  const integration = integrationName(index);
  const credentials = names.map((name) => ({ name, refreshToken: world.alation.issueRefreshToken() }));
  const [first] = credentials;
  if (first === undefined) return;
  const minted = world.alation.mint(first.refreshToken);
  const credentialOf = ({ name, refreshToken: { value, userId } }: (typeof credentials)[number]) =>
    ({ kind: 'refresh-token', name, refreshToken: new Sensitive(value), userId }) as const;
  const acceptedVersion = `bench-${integration}-credentials-of-month-1`;
  const accessToken = { issuedAt: minted.mintedAt, expiresAt: minted.expiresAt, credential: first.name };

  const state: IntegrationState = {
    paused: false,
    owner: 'bench',
    baseUrl,
    status: { state: 'fresh', code: undefined, since: minted.mintedAt },
    accessToken: {
      ...accessToken,
      verified: true,
      fingerprint: credentialFingerprint(credentialOf(first)),
      versions: countYoung([minted.mintedAt], minted.mintedAt),
    },
    acceptedVersion,
    backoff: undefined,
    credentials: credentials.map((credential) => ({
      name: credential.name,
      kind: 'refresh-token',
      state: 'active',
      versionId: acceptedVersion,
      expiresAt: credential.refreshToken.expiresAt,
      expirySource: 'reported',
      storedAt: minted.mintedAt - WEEK_MS,
      fingerprint: credentialFingerprint(credentialOf(credential)),
      minter: minterId(baseUrl, credentialOf(credential)),
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
    tags: changedTags(state, {}),
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
  const fixedTags = { [Tag.role]: role, [Tag.integration]: integration, [Tag.owner]: 'bench' };
  const response = await world.aws.handle({
    headers: { 'x-amz-target': 'secretsmanager.CreateSecret' },
    body: JSON.stringify({
      Name: `${SECRET_PREFIX}/${integration}/${role}`,
      Tags: Object.entries({ ...fixedTags, ...tags }).map(([Key, Value]) => ({ Key, Value })),
      ...value,
    }),
  });
  if (response.status !== 200) throw new Error(`CreateSecret failed for ${integration}`);
}
