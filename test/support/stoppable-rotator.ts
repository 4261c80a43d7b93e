import type { SweepDependencies } from '../../functions/sweep/sweep.ts';
import type { World } from './rotation-world.ts';

/** Called at each await of a rotator. A promise that never resolves stops the rotator there. */
export type AtAwait = () => Promise<void>;

/** A rotator that awaits `atAwait` before and after each call, and wherever else it waits. */
export function stoppableRotator(world: World, atAwait: AtAwait): SweepDependencies {
  const rotator = world.rotator({ before: atAwait, after: atAwait });
  return {
    ...rotator,
    store: {
      ...pick(rotator.store),
      async *listIntegrations() {
        await atAwait();
        for await (const page of rotator.store.listIntegrations()) {
          await atAwait();
          yield page;
        }
      },
    },
    async acquireWrite() {
      await atAwait();
      await rotator.acquireWrite();
    },
    clock: {
      now: rotator.clock.now,
      async sleep(ms) {
        await atAwait();
        await rotator.clock.sleep(ms);
      },
    },
    events: {
      async put(events) {
        await atAwait();
        const refused = await rotator.events.put(events);
        await atAwait();
        return refused;
      },
    },
  };
}

/** The port's methods as own properties. An intercepted port is a proxy, and a spread does not copy its methods. */
function pick({
  describeIntegration,
  readSecrets,
  putAccessToken,
  versionTimes,
  writeTags,
}: SweepDependencies['store']) {
  return { describeIntegration, readSecrets, putAccessToken, versionTimes, writeTags };
}
