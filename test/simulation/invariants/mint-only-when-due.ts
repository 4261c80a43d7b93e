import { Tag } from '../../../functions/contract.ts';
import { isAged, isFirstInItsPlace } from './due.ts';
import type { Invariant } from './invariant.ts';

/**
 * No access token is minted for an integration that is served, young, asked for by nobody, and whose credentials
 * brought a success before. What counts is how things stood when the invocation looked, or stand now.
 */
export const mintOnlyWhenDue: Invariant = {
  name: 'no mint when not due',
  watch(watched, report) {
    const { truth } = watched;
    const accepted = new Map<string, string>();
    const requested = new Map<number, ReadonlySet<string>>();
    const dueWhenSeen = new Set<string>();
    const isDue = (integration: string): boolean => {
      const one = truth.integrations.get(integration);
      if (one === undefined) return false;
      return (
        !truth.isServed(one) ||
        isAged(watched, one) ||
        isFirstInItsPlace(watched, one) ||
        accepted.get(integration) !== one.credentialsVersionId
      );
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            requested.set(seen.invocation, new Set(seen.only));
            return;
          case 'tagged': {
            const version = seen.tags[Tag.acceptedVersion];
            if (version !== undefined) accepted.set(seen.integration, version);
            return;
          }
          case 'described':
          case 'read':
            if (isDue(seen.integration)) dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'mint-asked': {
            const isRequested = requested.get(seen.invocation)?.has(seen.integration) === true;
            const wasDue = dueWhenSeen.has(`${seen.invocation} ${seen.integration}`);
            if (!isRequested && !wasDue && !isDue(seen.integration)) report(`${seen.integration} is not due`);
            return;
          }
          default:
        }
      },
    };
  },
};
