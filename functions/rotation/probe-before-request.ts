import { changedTags } from '../integration/integration-state.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { probe } from './probe.ts';
import type { ProbeResult } from './probe.ts';

/**
 * Probes the published access token before a requested rotation. If consumers are refused because the access
 * token is inactive, the rotation may try every credential.
 *
 * Before the mint it saves in the state that the access token may be inactive. A requested rotation is not due, so after a
 * crash nothing else would make the next sweep verify the access token.
 *
 * @returns what the probe found, or the error if the state of an access token that may be active could not be saved
 */
export async function probeBeforeRequest(
  deps: RotationDependencies,
  facts: RotationFacts,
): Promise<ProbeResult | RotationError> {
  const found = await probe(deps, facts);
  try {
    await saveDoubt(deps, facts);
  } catch (thrown) {
    if (found !== 'inactive') return toRotationError(thrown);
  }
  return found;
}

async function saveDoubt({ store }: RotationDependencies, { listed, state }: RotationFacts): Promise<void> {
  if (state.accessToken === undefined) return;
  const doubtful = { ...state, accessToken: { ...state.accessToken, verified: false } };
  const tags = changedTags(doubtful, listed.tags);
  if (Object.keys(tags).length > 0) await store.writeTags(listed.integration, tags);
}
