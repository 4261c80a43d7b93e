import type { Act } from '../scenario/scenario.ts';
import type { World } from '../world/world.ts';
import { perform } from './acts.ts';

/** The rotator usually stores the new refresh token within this time. */
const SOON_MS = 1_500;

/**
 * In some runs an operator stores credentials right after Alation renewed a refresh token, often before the rotator
 * stores the new refresh token.
 */
export function storeDuringRenewal(world: World, integration: string): void {
  const { truth, draw, scheduler, scenario } = world;
  const one = truth.integrations.get(integration);
  if (one === undefined || !draw.chance(scenario.storesDuringRenewal)) return;
  const act = draw.pick<Act>(['replace-one', 'replace-all', 'rename', 'store-again', 'store-malformed']);
  scheduler.after(draw.between(0, SOON_MS), () => perform(world, act, one, () => {}));
}
