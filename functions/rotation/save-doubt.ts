import { changedTags } from '../integration/integration-tags.ts';
import type { Tags } from '../integration/ports.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';

/**
 * Saves in the state, before a mint, that the published access token may be inactive. A requested rotation, and a rotation
 * after a probe, are not due. So after a crash nothing else would make the next sweep verify the access token.
 *
 * @param isInactive whether it is inactive already: then the mint follows even if the state cannot be saved
 * @returns the tags that it wrote; if the mint ends without a doubt, they must be written again
 * @throws RotationError if the state of an access token that may be active cannot be saved
 */
export async function saveDoubt(
  { store }: RotationDependencies,
  { listed, state }: RotationFacts,
  isInactive: boolean,
): Promise<Tags> {
  if (state.accessToken === undefined) return {};
  const doubtful = { ...state, accessToken: { ...state.accessToken, verified: false } };
  const tags = changedTags(doubtful, listed.tags);
  if (Object.keys(tags).length === 0) return tags;
  const saved = store.writeTags(listed.integration, tags).then(() => tags);
  return isInactive ? saved.catch(() => ({})) : saved;
}
