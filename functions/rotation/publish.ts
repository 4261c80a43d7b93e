import type { PublishedAccessToken } from '../integration/access-token.ts';
import { formatAccessTokenDocument, parseAccessTokenDocument } from '../integration/access-token-document.ts';
import type { Credential } from '../integration/credential.ts';
import { derivedVersionId } from './derived-version-id.ts';
import type { SecretValue } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import { passingAtStore, withRetries } from './retry.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { verifyAccessToken, verifyingCredential } from './verify.ts';

/** A minted access token may be the only live one, so a store that is briefly away is waited for beyond the deadline. */
const STORE_ATTEMPTS = 6;
const STORE_RESERVE_MS = 20_000;
const CONFLICT_ROUNDS = 4;
/** Secrets Manager keeps no more versions than this, so no more can be derived from one base. */
const MAX_GENERATIONS = 100;

/** How publishing ended. */
export type PublishResult =
  | {
      readonly kind: 'published';
      readonly versionId: string;
      /** Whether it took the place of nothing. */
      readonly isFirst: boolean;
    }
  /** Another rotator published a live access token meanwhile: that one stays. */
  | {
      readonly kind: 'adopted';
      readonly versionId: string;
      readonly accessToken: PublishedAccessToken;
      readonly verified: boolean;
    }
  /** Ours is dead by now and so is what is published: mint again. */
  | { readonly kind: 'superseded'; readonly current: SecretValue | undefined };

/**
 * Makes an access token AWSCURRENT by compare-and-set on the version that was AWSCURRENT when the rotation began.
 *
 * A conflict never means done and never destroys a good access token: the current one is read and verified. Alive, it
 * is adopted; dead, ours is published on top of it, provided ours is still alive.
 *
 * @param base what AWSCURRENT of the access-token secret was when the rotation began
 * @throws RotationError `PublishFailed` after too many conflicts, or what the store throws when it stays unavailable
 */
export async function publishAccessToken(
  deps: RotationDependencies,
  facts: RotationFacts,
  ours: PublishedAccessToken,
  credential: Credential,
  base: SecretValue | undefined,
): Promise<PublishResult> {
  const { integration } = facts.listed;
  const document = formatAccessTokenDocument(ours);
  let baseVersionId = base?.versionId;
  let generation = 0;

  for (let conflicts = 0; conflicts < CONFLICT_ROUNDS && generation < MAX_GENERATIONS;) {
    const versionId = derivedVersionId(integration, baseVersionId, generation);
    const stored = await withRetries(
      () => deps.store.putAccessToken(integration, document, versionId),
      { attempts: STORE_ATTEMPTS, until: facts.until + STORE_RESERVE_MS, passing: passingAtStore },
      deps,
    );
    if (stored === 'stored') return { kind: 'published', versionId, isFirst: baseVersionId === undefined };

    const current = (await deps.store.readSecrets(integration)).accessToken;
    if (current?.versionId === baseVersionId) {
      // AWSCURRENT was rolled back to our base by hand, so the version derived from it exists already.
      generation += 1;
      continue;
    }
    conflicts += 1;
    const adopted = await adoptIfAlive(deps, facts, current);
    if (adopted !== undefined) return adopted;
    baseVersionId = current?.versionId;
    generation = 0;
    if ((await verifyAccessToken(deps, facts, ours, credential)) === 'inactive') {
      return { kind: 'superseded', current };
    }
  }
  throw new RotationError(
    'PublishFailed',
    `the access token of ${integration} was minted but not stored: every write met another version; look for a second ` +
      'rotator or a person who writes this secret',
  );
}

/**
 * The published access token of somebody else, when it is alive. One that Alation cannot be asked about stays too:
 * its issuingCredential has verified it, and we would put one in its place that we know no more of.
 */
export async function adoptIfAlive(
  deps: RotationDependencies,
  facts: RotationFacts,
  current: SecretValue | undefined,
): Promise<Extract<PublishResult, { kind: 'adopted' }> | undefined> {
  const accessToken = parseAccessTokenDocument(current);
  if (current === undefined || accessToken === undefined) return undefined;
  const through = verifyingCredential(facts.credentials.credentials, accessToken);
  const verification =
    through === undefined ? 'unknown' : await verifyAccessToken(deps, facts, accessToken, through);
  if (verification === 'inactive') return undefined;
  return { kind: 'adopted', versionId: current.versionId, accessToken, verified: verification === 'active' };
}
