import type { Invariant } from '../invariants/invariant.ts';

/**
 * An invocation reads and changes only the integrations that its event names. An event that names no integration starts a
 * run over all integrations. Only the handlers read events, so only the simulation over HTTP checks this.
 */
export const onlyNamedIntegrations: Invariant = {
  name: 'an invocation reads and changes only the integrations that its event names',
  watch(_, report) {
    const named = new Map<number, ReadonlySet<string>>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (seen.only.length > 0) named.set(seen.invocation, new Set(seen.only));
            return;
          case 'described':
          case 'read':
          case 'mint-requested':
          case 'tagged':
            if (named.get(seen.invocation)?.has(seen.integration) === false)
              report(`${seen.integration}: the event did not name this integration (${seen.kind})`);
            return;
          case 'ended':
            named.delete(seen.invocation);
            return;
          default:
        }
      },
    };
  },
};
