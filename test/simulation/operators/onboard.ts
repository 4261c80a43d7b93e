import { Tag } from '../../../functions/contract.ts';
import type { IntegrationPlan } from '../scenario/scenario.ts';
import { START } from '../scenario/scenario.ts';
import type { World } from '../world/world.ts';
import { storeNewCredentials, storeSharedCredential } from './stored-credentials.ts';

/** The stack creates the secrets without values. Some time later an operator stores credentials. */
export function onboard(world: World, plan: IntegrationPlan): void {
  const { store, alation, scheduler, truth, observe } = world;
  store.addIntegration(plan.name, 'team-data');
  if (plan.renews === true) store.setTag(plan.name, Tag.renews, 'true');
  scheduler.after(plan.storedAt - START, () => {
    if (plan.fault === 'malformed') {
      truth.noteCredentials(plan.name, undefined, store.putCredentials(plan.name, 'x'.repeat(65_536)));
    } else {
      storeNewCredentials(world, plan, plan.kinds);
      if (plan.sharedWith !== undefined) storeSharedCredential(world, plan, plan.sharedWith);
    }
    if (plan.fault === 'refused') {
      for (const { secret } of truth.integrations.get(plan.name)?.credentials ?? []) alation.revoke(secret);
    }
    observe({ kind: 'act', act: 'store', integration: plan.name });
  });
}
