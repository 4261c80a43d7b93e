import { Tag } from '../../../functions/contract.ts';
import { isAged, isFirstInItsPlace } from './due.ts';
import type { Invariant } from './invariant.ts';

/** A mint is dated by its request, and happens at its arrival. */
const MAX_LATENCY_MS = 10_000;

/**
 * No access token is minted for an integration that is served, young, asked for by nobody, and whose credentials
 * brought a success before. What counts is how things stood when the invocation looked, or stand now.
 */
export const mintOnlyWhenDue: Invariant = {
  name: 'the rotator mints only when a rotation is due',
  watch(watched, report) {
    const { truth } = watched;
    const accepted = new Map<string, string>();
    /** When somebody asked, by invocation. */
    const requestedAt = new Map<number, number | undefined>();
    const pausedWhenSeen = new Set<string>();
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
    /** Whether nothing was issued since somebody asked. */
    const isUnanswered = (integration: string, askedAt: number | undefined): boolean => {
      const published = truth.integrations.get(integration)?.published?.accessToken;
      const issuedAt = truth.minted.get(published ?? '')?.mintedAt ?? -Infinity;
      return askedAt !== undefined && issuedAt < askedAt + MAX_LATENCY_MS;
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            requestedAt.set(seen.invocation, seen.requestedAt);
            return;
          case 'tagged': {
            const version = seen.tags[Tag.acceptedVersion];
            if (version !== undefined) accepted.set(seen.integration, version);
            return;
          }
          case 'described':
          case 'read':
            if (isDue(seen.integration) || isUnanswered(seen.integration, requestedAt.get(seen.invocation)))
              dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            if (truth.integrations.get(seen.integration)?.paused === true)
              pausedWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'mint-asked': {
            const key = `${seen.invocation} ${seen.integration}`;
            if (!dueWhenSeen.has(key) && !isDue(seen.integration)) report(`${seen.integration} is not due`);
            const isPaused = truth.integrations.get(seen.integration)?.paused === true;
            if (isPaused && pausedWhenSeen.has(key)) report(`${seen.integration} is paused`);
            return;
          }
          default:
        }
      },
    };
  },
};
