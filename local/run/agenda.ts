/** Actions that are planned for a time. Times are ms since the epoch. */
export interface Agenda {
  add(at: number, act: () => Promise<void> | void): void;
  /** Performs the actions that are due, in the order of their times, and the due actions that these actions add. */
  performDue(now: number): Promise<void>;
}

/** Creates an empty agenda. */
export function createAgenda(): Agenda {
  const items: { readonly at: number; readonly act: () => Promise<void> | void }[] = [];
  return {
    add: (at, act) => {
      const later = items.findIndex((other) => other.at > at);
      items.splice(later === -1 ? items.length : later, 0, { at, act });
    },
    performDue: async (now) => {
      for (let next = items[0]; next !== undefined && next.at <= now; next = items[0]) {
        items.shift();
        await next.act();
      }
    },
  };
}
