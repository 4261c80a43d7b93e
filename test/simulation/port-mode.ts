import { inMemoryAlation } from '../support/in-memory-alation.ts';
import { inMemoryStore, MAX_STALENESS_MS } from '../support/in-memory-store.ts';
import { invariants } from './invariants/all.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { runRotator, runWarner } from './world/code-under-test.ts';
import type { Bug } from './world/code-under-test.ts';
import type { Mode } from './world/mode.ts';
import { eventLoopTurn } from './world/scheduler.ts';
import type { PortWorld } from './world/world.ts';

/** Runs the decision and rotation code on its ports. */
export function portMode(bug: Bug = {}): Mode {
  return {
    draw: drawScenario,
    invariants,
    // The code under test uses only promises, so all of it has run at the next iteration of the event loop.
    afterStep: eventLoopTurn,
    peers(scenario, scheduler, draw) {
      const { listingLagMs, pageSize, staleReads, behaviour } = scenario;
      const store = inMemoryStore(scheduler, listingLagMs, () => draw.between(0, listingLagMs), {
        pageSize,
        staleness: () => (staleReads > 0 && draw.chance(staleReads) ? draw.between(1, MAX_STALENESS_MS) : 0),
      });
      const alation = inMemoryAlation(scheduler, behaviour);
      return {
        store,
        alation,
        functions(world) {
          const ports: PortWorld = { ...world, store, alation };
          return {
            rotator: (invocation, deliver) => runRotator(ports, invocation, deliver, bug),
            warner: (invocation, deliver) => runWarner(ports, invocation, deliver, bug),
          };
        },
      };
    },
  };
}
