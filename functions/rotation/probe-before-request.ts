import type { RotationFindings } from './mint.ts';
import { changedTags } from '../integration/integration-state.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { verifyAccessToken, verifyingCredential } from './verify.ts';

/**
 * What comes before a rotation that somebody asked for. Perhaps because consumers are refused: where the published access
 * token is dead, there is nothing left to spare, and every credential may have its turn.
 *
 * @throws RotationError when a published access token that may be alive could not be marked as one that may die
 */
export async function prepareRequest(
  deps: RotationDependencies,
  facts: RotationFacts,
  findings: RotationFindings,
): Promise<void> {
  const isDead = await isPublishedDead(deps, facts);
  findings.publishedInDoubt = isDead;
  try {
    await noteDoubt(deps, facts);
  } catch (error) {
    if (!isDead) throw error;
  }
}

async function isPublishedDead(deps: RotationDependencies, facts: RotationFacts): Promise<boolean> {
  const { published, credentials } = facts;
  const through = published && verifyingCredential(credentials.credentials, published);
  if (published === undefined || through === undefined) return false;
  return (await verifyAccessToken(deps, facts, published, through)) === 'inactive';
}

/**
 * Keeps, before a request may kill a published access token, that it may be dead. Of all rotations a request alone is
 * not due, so should it die on the way, nothing else would have the next tick look.
 */
async function noteDoubt({ store }: RotationDependencies, { listed, state }: RotationFacts): Promise<void> {
  if (state.accessToken === undefined) return;
  const doubtful = { ...state, accessToken: { ...state.accessToken, verified: false } };
  const tags = changedTags(doubtful, listed.tags);
  if (Object.keys(tags).length > 0) await store.writeTags(listed.integration, tags);
}
