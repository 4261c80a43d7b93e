import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import type { Tags } from '../../../functions/integration/ports.ts';
import type { OperatedStore } from '../../support/in-memory-store.ts';

/** The parsed state of each tags object. A write creates a new object, so tags are parsed once for all invariants. */
const parsed = new WeakMap<Tags, IntegrationState>();

/** The state of an integration as its tags show it now. */
export function taggedState(store: Pick<OperatedStore, 'tagsOf'>, integration: string): IntegrationState {
  const tags = store.tagsOf(integration);
  const state = parsed.get(tags) ?? parseIntegrationState(tags);
  parsed.set(tags, state);
  return state;
}
