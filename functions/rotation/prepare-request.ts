import type { RotationProgress } from './mint-access-token.ts';
import { changedTags } from './rotation-record.ts';
import type { RotationDependencies, RotationSession } from './rotation-session.ts';
import { verifyAccessToken, verifyingCredential } from './verify-access-token.ts';

/**
 * What comes before a rotation that somebody asked for. Perhaps because consumers are refused: where the published access
 * token is dead, there is nothing left to spare, and every credential may have its turn.
 *
 * @throws RotationError when a published access token that may be alive could not be marked as one that may die
 */
export async function prepareRequest(
  deps: RotationDependencies,
  session: RotationSession,
  progress: RotationProgress,
): Promise<void> {
  const isDead = await isPublishedDead(deps, session);
  progress.publishedInDoubt = isDead;
  try {
    await noteDoubt(deps, session);
  } catch (error) {
    if (!isDead) throw error;
  }
}

async function isPublishedDead(deps: RotationDependencies, session: RotationSession): Promise<boolean> {
  const { published, credentials } = session;
  const through = published && verifyingCredential(credentials.credentials, published);
  if (published === undefined || through === undefined) return false;
  return (await verifyAccessToken(deps, session, published, through)) === 'dead';
}

/**
 * Keeps, before a request may kill a published access token, that it may be dead. Of all rotations a request alone is
 * not due, so should it die on the way, nothing else would have the next tick look.
 */
async function noteDoubt(
  { store }: RotationDependencies,
  { listed, record }: RotationSession,
): Promise<void> {
  if (record.accessToken === undefined) return;
  const doubtful = { ...record, accessToken: { ...record.accessToken, verified: false } };
  const tags = changedTags(doubtful, listed.tags);
  if (Object.keys(tags).length > 0) await store.writeTags(listed.integration, tags);
}
