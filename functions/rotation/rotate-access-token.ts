import type { PublishedAccessToken } from './access-token.ts';
import { credentialOrder, mayMintFromPublisher } from './credential-order.ts';
import type { RotationReason } from './decide.ts';
import { mintFromFirstAccepted } from './mint-access-token.ts';
import type { MintResult, RotationProgress } from './mint-access-token.ts';
import { adoptIfAlive, publishAccessToken } from './publish-access-token.ts';
import { RotationError } from './rotation-error.ts';
import type { RotationDependencies, RotationSession } from './rotation-session.ts';
import { verifyAccessToken } from './verify-access-token.ts';

/** How often to mint when access tokens turn out dead before they are published. */
const MINT_ROUNDS = 3;

/** How a rotation ended when it did not fail. */
export type RotationResult =
  | {
      readonly kind: 'rotated' | 'adopted';
      readonly versionId: string;
      readonly accessToken: PublishedAccessToken;
      readonly verified: boolean;
    }
  /** The credential to try was rejected and the publisher's access token lives on: nothing to publish. */
  | { readonly kind: 'publisher-carries-on' };

/**
 * One rotation: mint, verify, publish, in this order, with nothing in between that can fail for another reason. The
 * write permit is taken first, because from the mint on consumers may hold a dead access token.
 *
 * An access token that cannot be verified is published only when the one it replaces is dead or about to be; the next
 * tick then verifies it. Otherwise the published one stays.
 *
 * @throws RotationError when nothing was published; `progress` then tells what happened before
 */
export async function rotateAccessToken(
  deps: RotationDependencies,
  session: RotationSession,
  reason: RotationReason,
  progress: RotationProgress,
): Promise<RotationResult> {
  const { listed, published, credentials, record, secrets } = session;
  const inOrder = credentialOrder(
    credentials.credentials,
    published?.credential,
    record.credentials,
    secrets.credentials.versionId,
  );
  const usable = mayMintFromPublisher(reason, credentials.credentials)
    ? inOrder
    : inOrder.filter((credential) => credential.name !== published?.credential);

  await deps.takeWritePermit();
  let base = secrets.accessToken;
  for (let round = 1; round <= MINT_ROUNDS; round++) {
    const untried = usable.filter((credential) => !progress.rejected.has(credential.name));
    const minted = await mintFromFirstAccepted(
      deps,
      session,
      untried,
      progress,
      isPublishedLost(deps, session, reason, progress),
    );
    if (minted === undefined) {
      if (usable.length < inOrder.length) return { kind: 'publisher-carries-on' };
      throw allRejected(listed.integration, progress);
    }

    const ours = toPublished(minted, credentials.baseUrl);
    const verification = await verifyAccessToken(deps, session, ours, minted.credential);
    if (verification === 'dead') {
      // Somebody else minted from the same credential in between: perhaps another rotator, which then publishes.
      await deps.clock.sleep(500 + Math.trunc(deps.random() * 1_500));
      const current = (await deps.store.readSecrets(listed.integration)).accessToken;
      const adopted =
        current?.versionId === base?.versionId ? undefined : await adoptIfAlive(deps, session, current);
      if (adopted !== undefined) return adopted;
      base = current;
      continue;
    }
    if (verification === 'unknown' && !isPublishedLost(deps, session, reason, progress)) {
      throw new RotationError(
        'VerificationUnavailable',
        `Alation minted an access token for ${listed.integration} but did not say whether it is alive; the published ` +
          'one stays and the next tick tries again',
      );
    }

    const result = await publishAccessToken(deps, session, ours, minted.credential, base);
    if (result.kind === 'adopted') return result;
    if (result.kind === 'published') {
      return {
        kind: 'rotated',
        versionId: result.versionId,
        accessToken: ours,
        verified: verification === 'alive',
      };
    }
    base = result.current;
  }
  throw new RotationError(
    'SupersededAtOnce',
    `${MINT_ROUNDS} access tokens minted for ${listed.integration} were dead at once: somebody else mints from the ` +
      'same credential; give this integration one of its own',
  );
}

/** Whether consumers have nothing, or soon nothing, to lose from an access token that could not be verified. */
function isPublishedLost(
  { clock, policy }: RotationDependencies,
  { published }: RotationSession,
  reason: RotationReason,
  progress: RotationProgress,
): boolean {
  if (published === undefined || reason === 'Dead' || progress.publishedInDoubt) return true;
  // Backing off passes over a tick, so this may be the last attempt but one.
  return published.expiresAt <= clock.now() + 3 * policy.intervalMs;
}

function toPublished({ accessToken, credential }: MintResult, baseUrl: string): PublishedAccessToken {
  return {
    accessToken: accessToken.accessToken,
    tokenType: accessToken.tokenType,
    issuedAt: accessToken.issuedAt,
    expiresAt: accessToken.expiresAt,
    baseUrl,
    credential: credential.name,
    userId: credential.kind === 'refresh-token' ? credential.userId : undefined,
  };
}

function allRejected(integration: string, progress: RotationProgress): RotationError {
  const names = [...progress.rejected].join(', ') || 'all of them';
  return new RotationError(
    'CredentialRejected',
    `Alation rejected the credentials of ${integration} (${names}): make a new refresh token or client secret and ` +
      'store it in the credentials secret; nothing is tried until then',
  );
}
