import type { PublishedAccessToken } from '../integration/access-token.ts';
import { formatAccessTokenDocument, parseAccessTokenDocument } from '../integration/access-token-document.ts';
import type { Credential } from '../integration/credential.ts';
import type { SecretValue } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import { derivedVersionId } from './derived-version-id.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { readUntil } from './read-until.ts';
import { transientAtStore, withRetries } from '../integration/retry.ts';
import { isInactive, verify, verifyingCredential } from './verify.ts';

/** The minted access token may be the only active one, so the write is retried even after the deadline. */
const STORE_ATTEMPTS = 6;
const STORE_RESERVE_MS = 20_000;
const MAX_CONFLICTS = 4;
/** Secrets Manager stores at most this many versions of a secret, so at most this many ids derived from one base exist. */
const MAX_GENERATIONS = 100;

/** Another rotator published an access token meanwhile. It is not inactive, so this rotator does not replace it. */
export interface Adopted {
  readonly kind: 'adopted';
  readonly versionId: string;
  readonly accessToken: PublishedAccessToken;
  readonly verified: boolean;
}

/** How publishing ended. */
export type PublishResult =
  | {
      readonly kind: 'published';
      readonly versionId: string;
      /** Whether the secret had no value before. */
      readonly isFirst: boolean;
    }
  | Adopted
  /** The new access token is inactive, and the rotator adopted no other access token. */
  | { readonly kind: 'superseded'; readonly current: SecretValue | undefined };

/**
 * Makes an access token AWSCURRENT by compare-and-set on the version that the rotator last read.
 *
 * On a conflict the rotator reads and verifies the current access token, and adopts it unless it is inactive. If it is
 * inactive, the rotator replaces it with its own access token, unless that is inactive too. So a conflict never replaces an
 * active access token, even if the read is stale.
 *
 * @param base the version under AWSCURRENT of the access-token secret, as last read
 * @throws RotationError `PublishFailed` after too many conflicts, or the store's error after the last retry
 */
export async function publish(
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

  for (let conflicts = 0; conflicts < MAX_CONFLICTS && generation < MAX_GENERATIONS;) {
    const versionId = derivedVersionId(integration, baseVersionId, generation);
    const stored = await withRetries(
      () => deps.store.putAccessToken(integration, document, versionId),
      { attempts: STORE_ATTEMPTS, until: facts.until + STORE_RESERVE_MS, transient: transientAtStore },
      deps,
    );
    if (stored === 'stored') return { kind: 'published', versionId, isFirst: baseVersionId === undefined };

    const current = await readAfterConflict(deps, facts, baseVersionId);
    if (current?.versionId === baseVersionId) {
      // An operator rolled AWSCURRENT back to this base, so the version derived from it exists already.
      generation += 1;
    } else {
      conflicts += 1;
      const adopted = await adoptUnlessInactive(deps, facts, current);
      if (adopted !== undefined) return adopted;
      baseVersionId = current?.versionId;
      generation = 0;
    }
    if (isInactive(await verify(deps, facts, ours, credential))) return { kind: 'superseded', current };
  }
  throw new RotationError(
    'PublishFailed',
    `the access token of ${integration} was minted but not stored: each write conflicted with another version. Find ` +
      'the second rotator or the person who writes the access-token secret',
  );
}

/**
 * The access token under AWSCURRENT after another rotator may have written it. A stale read shows the base: the next
 * write would then replace the access token of that rotator. So the read is repeated for some seconds while it shows the base.
 *
 * @param base the VersionId that this rotator read before
 */
export function readAfterConflict(
  { store, clock }: RotationDependencies,
  { listed, until }: RotationFacts,
  base: string | undefined,
): Promise<SecretValue | undefined> {
  return readUntil(
    async () => (await store.readSecrets(listed.integration)).accessToken,
    (current) => current?.versionId !== base,
    { clock, until: until + STORE_RESERVE_MS },
  );
}

/**
 * Adopts another rotator's access token, unless it is inactive. Adopts an access token even if this rotator cannot
 * verify it: this rotator's own access token is no more certain.
 */
export async function adoptUnlessInactive(
  deps: RotationDependencies,
  facts: RotationFacts,
  current: SecretValue | undefined,
): Promise<Adopted | undefined> {
  const accessToken = parseAccessTokenDocument(current);
  if (current === undefined || accessToken === undefined) return undefined;
  const verifier = verifyingCredential(facts.credentials.credentials, accessToken);
  const verdict = verifier === undefined ? 'unknown' : await verify(deps, facts, accessToken, verifier);
  if (isInactive(verdict)) return undefined;
  return { kind: 'adopted', versionId: current.versionId, accessToken, verified: verdict === 'active' };
}
