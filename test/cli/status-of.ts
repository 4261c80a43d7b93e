import { integrationStatus, type IntegrationStatus } from '../../cli/status/integration-status.ts';
import { Tag } from '../../functions/contract.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { changedTags } from '../../functions/integration/integration-tags.ts';
import { integrationState, NOW, VERSION } from '../functions/rotation/state-fixture.ts';

/** Options of `statusOf`. By default the credentials are stored and accepted, and `--days` is 14. */
export interface StatusOptions {
  /** Version of the credentials secret; undefined if nothing is stored. */
  readonly versionId?: string | undefined;
  readonly soonDays?: number;
}

/** The status that an integration with this state in its tags has now. */
export function statusOf(
  integration: string,
  changes: Partial<IntegrationState>,
  options: StatusOptions = {},
): IntegrationStatus {
  const state = integrationState(changes);
  const tags = {
    ...changedTags(state, {}),
    ...(state.owner === undefined ? {} : { [Tag.owner]: state.owner }),
    ...(state.paused ? { [Tag.paused]: 'true' } : {}),
    ...(state.renews === true ? { [Tag.renews]: 'true' } : {}),
  };
  const credentialsVersionId = 'versionId' in options ? options.versionId : VERSION;
  return integrationStatus({ integration, credentialsVersionId, tags }, NOW, options.soonDays ?? 14);
}
