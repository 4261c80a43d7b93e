import type { MintedAccessToken, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import type { SecretValue } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { publishRefusal, tooShortLived } from './may-publish.ts';
import { mint } from './mint.ts';
import type { MintKind } from './next-step.ts';
import { adoptUnlessInactive, publish, readAfterConflict } from './publish.ts';
import type { Adopted } from './publish.ts';
import { isTooShortLived } from './rotation-time.ts';
import { serviceLevel } from './service-level.ts';
import type { ServiceLevel } from './service-level.ts';
import { verify } from './verify.ts';
import type { Verdict } from './verify.ts';

/** What an attempt depends on, besides its credential. */
export interface AttemptContext {
  /** The service level that decides whether a failed mint is retried. */
  readonly level: ServiceLevel;
  /** Whether the published access token may be inactive. */
  readonly mayBeInactive: boolean;
  /** Whether the issuing credential is another credential, and can still mint. */
  readonly issuingIsLeft: boolean;
  /** The version that the write replaces. */
  readonly base: SecretValue | undefined;
}

/** The minted access token is published. */
export interface Rotated {
  readonly kind: 'rotated';
  readonly versionId: string;
  readonly accessToken: PublishedAccessToken;
  readonly verified: boolean;
  /** Whether the secret had no value before. */
  readonly isFirst: boolean;
  /** Whether the lifetime is doubtful, as in `MintedAccessToken`. */
  readonly isLifetimeDoubtful?: boolean | undefined;
}

/** Alation returned the published access token once more. The access token stays published, with its expiry. */
export interface Repeated {
  readonly kind: 'repeated';
  readonly accessToken: PublishedAccessToken;
  readonly verified: boolean;
}

/** How an attempt ended. `inDoubt`: it may have revoked the published access token. */
export type Attempt = { readonly inDoubt: boolean } & (
  | Rotated
  | Adopted
  | Repeated
  | { readonly kind: 'not-minted'; readonly how: Exclude<MintKind, 'token'>; readonly error: RotationError }
  /** The minted access token must not be published. */
  | { readonly kind: 'refused'; readonly error: RotationError; readonly base: SecretValue | undefined }
  /** The minted access token was inactive before it was published. */
  | { readonly kind: 'superseded'; readonly base: SecretValue | undefined }
  /** The store failed, or a defect occurred, after the mint. */
  | { readonly kind: 'aborted'; readonly error: RotationError }
);

/** Mints from one credential, verifies the access token and publishes it. Never throws. */
export async function attempt(
  deps: RotationDependencies,
  facts: RotationFacts,
  credential: Credential,
  context: AttemptContext,
): Promise<Attempt> {
  const minted = await mint(deps, facts, credential, context.level);
  const { inDoubt } = minted;
  if (minted.kind !== 'token') return { kind: 'not-minted', how: minted.kind, error: minted.error, inDoubt };
  try {
    const mayBeInactive = context.mayBeInactive || inDoubt;
    const ended = await verifyAndPublish(deps, facts, credential, minted.accessToken, {
      ...context,
      mayBeInactive,
    });
    return { ...ended, inDoubt };
  } catch (thrown) {
    return { kind: 'aborted', error: toRotationError(thrown), inDoubt };
  }
}

type Ended = Attempt extends infer One ? (One extends unknown ? Omit<One, 'inDoubt'> : never) : never;

async function verifyAndPublish(
  deps: RotationDependencies,
  facts: RotationFacts,
  credential: Credential,
  minted: MintedAccessToken,
  { mayBeInactive, issuingIsLeft, base: firstBase }: AttemptContext,
): Promise<Ended> {
  const { clock, policy } = deps;
  const { integration } = facts.listed;
  const { published } = facts;
  const isRepeated = published?.accessToken.reveal() === minted.accessToken.reveal();
  // Alation may count the lifetime of a repeated access token from now. So the published expiry stays.
  const ours = isRepeated ? published : toPublished(minted, credential, facts.credentials.baseUrl);
  const checked = await verifyMinted(deps, facts, ours, credential, firstBase);
  if ('kind' in checked) return checked;
  const { verdict, base } = checked;
  if (verdict === 'inactive') return { kind: 'superseded', base };

  const level = serviceLevel(published, mayBeInactive, clock.now(), policy);
  const error = publishRefusal(
    { integration, minted: ours, credential, verdict, published, mayBeInactive, level, issuingIsLeft },
    policy,
  );
  if (error !== undefined) return { kind: 'refused', error, base };

  const verified = verdict === 'active';
  if (isRepeated && base?.versionId === facts.secrets.accessToken?.versionId) {
    return { kind: 'repeated', accessToken: ours, verified };
  }
  const stored = await publish(deps, facts, ours, credential, base);
  if (stored.kind === 'adopted') return stored;
  if (stored.kind === 'superseded') return { kind: 'superseded', base: stored.current };
  logDoubtfulLifetime(deps, integration, credential, minted);
  const { versionId, isFirst } = stored;
  const { isLifetimeDoubtful } = minted;
  return { kind: 'rotated', versionId, accessToken: ours, verified, isFirst, isLifetimeDoubtful };
}

/**
 * Verifies a minted access token. If it is inactive, another rotator may have minted from the same credential. Then this
 * rotator adopts the access token of the other rotator. Or Alation does not accept the minted access token yet, so a second
 * verification follows after a backoff. Only `active` overrides the first result; a failed verification does not.
 */
async function verifyMinted(
  deps: RotationDependencies,
  facts: RotationFacts,
  ours: PublishedAccessToken,
  credential: Credential,
  base: SecretValue | undefined,
): Promise<Adopted | { readonly verdict: Verdict; readonly base: SecretValue | undefined }> {
  const verdict = await verify(deps, facts, ours, credential);
  if (verdict !== 'inactive') return { verdict, base };
  await deps.clock.sleep(500 + Math.trunc(deps.random() * 1_500));
  const adopt = (value: SecretValue | undefined) =>
    value?.versionId === base?.versionId ? undefined : adoptUnlessInactive(deps, facts, value);
  const current = (await deps.store.readSecrets(facts.listed.integration)).accessToken;
  const adopted = await adopt(current);
  if (adopted !== undefined) return adopted;
  if ((await verify(deps, facts, ours, credential)) === 'active') return { verdict: 'active', base: current };
  if (current?.versionId !== base?.versionId) return { verdict: 'inactive', base: current };
  // A second mint would revoke the access token of the other rotator, which a stale read does not show yet.
  const later = await readAfterConflict(deps, facts, base?.versionId);
  return (await adopt(later)) ?? { verdict: 'inactive', base: later };
}

function toPublished(
  minted: MintedAccessToken,
  credential: Credential,
  baseUrl: string,
): PublishedAccessToken {
  return {
    accessToken: minted.accessToken,
    tokenType: minted.tokenType,
    issuedAt: minted.issuedAt,
    expiresAt: minted.expiresAt,
    baseUrl,
    credential: credential.name,
    userId: credential.kind === 'refresh-token' ? credential.userId : undefined,
  };
}

/** Logs that a published access token expires too soon for the schedule, or that its expiry is an assumption. */
function logDoubtfulLifetime(
  { log, policy }: RotationDependencies,
  integration: string,
  credential: Credential,
  minted: MintedAccessToken,
): void {
  if (isTooShortLived(minted, policy)) {
    const explanation = tooShortLived(credential, minted, policy);
    log.error('AccessTokenTooShortLived', { integration, explanation });
  }
  if (minted.expirySource === 'assumed') {
    const expiresAt = formatInstant(minted.expiresAt);
    log.warn('ExpiryAssumed', { integration, credential: credential.name, expiresAt });
  }
}
