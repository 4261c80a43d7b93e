import type { IntegrationState } from '../integration/integration-state.ts';
import { changedTags } from '../integration/integration-tags.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { toRotationError, RotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies } from './facts.ts';

/**
 * Saves the state in tags. The next sweep rebuilds lost tags. But the warner reads only the tags, and only the tags
 * record a rejection. So an operator must act if the rotator is not allowed to write the tags.
 *
 * @returns why the tags do not contain the state; undefined if they do
 */
export async function saveState(
  { store, log }: RotationDependencies,
  listed: ListedIntegration,
  state: IntegrationState,
): Promise<RotationError | undefined> {
  const tags = changedTags(state, listed.tags);
  if (Object.keys(tags).length === 0) return undefined;
  try {
    await store.writeTags(listed.integration, tags);
    return undefined;
  } catch (thrown) {
    const error = toRotationError(thrown);
    const { code, message } = error;
    log.error('StateNotSaved', { integration: listed.integration, code, explanation: message });
    // No operator has to act if the secret was deleted meanwhile.
    const needsNoOperator = error.disposition === 'wait' || code === 'SecretMissing';
    return needsNoOperator ? error : new RotationError('StateNotSaved', message);
  }
}
