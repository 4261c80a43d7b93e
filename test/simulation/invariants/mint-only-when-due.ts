import { Tag } from '../../../functions/contract.ts';
import { isAged, isFirstAccessToken } from './due.ts';
import type { Invariant } from './invariant.ts';

/** A mint happens at most this long after the time of its request. */
const MAX_LATENCY_MS = 10_000;

/**
 * The rotator mints nothing for an integration with an active, young access token and accepted credentials, without a
 * request. The daily question about a refused credential may be a mint. The state counts at the invocation's read or now.
 */
export const mintOnlyWhenDue: Invariant = {
  name: 'the rotator mints only when a rotation is due',
  watch(watched, report) {
    const { truth } = watched;
    const accepted = new Map<string, string>();
    /** Time of the request, by invocation. */
    const requestedAt = new Map<number, number | undefined>();
    const pausedWhenSeen = new Set<string>();
    const dueWhenSeen = new Set<string>();
    /** Secrets that Alation rejected, and integrations that it forbade: the rotator asks about them once a day. */
    const refused = new Set<string>();
    const isDue = (integration: string): boolean => {
      const one = truth.integrations.get(integration);
      if (one === undefined) return false;
      return (
        !truth.isServed(one) ||
        isAged(watched, one) ||
        isFirstAccessToken(watched, one) ||
        accepted.get(integration) !== one.credentialsVersionId
      );
    };
    /** Whether no access token was issued since the request. */
    const isPending = (integration: string, requestedAtMs: number | undefined): boolean => {
      const published = truth.integrations.get(integration)?.published?.accessToken;
      const issuedAt = truth.minted.get(published ?? '')?.mintedAt ?? -Infinity;
      return requestedAtMs !== undefined && issuedAt < requestedAtMs + MAX_LATENCY_MS;
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
            if (isDue(seen.integration) || isPending(seen.integration, requestedAt.get(seen.invocation)))
              dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            if (truth.integrations.get(seen.integration)?.paused === true)
              pausedWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'mint-rejected':
            refused.add(seen.secret);
            return;
          case 'fault':
            if (seen.fault === 'alation-forbidding') refused.add(seen.integration ?? '');
            return;
          case 'mint-requested': {
            const isAsked = refused.has(seen.secret) || refused.has(seen.integration);
            const key = `${seen.invocation} ${seen.integration}`;
            if (!isAsked && !dueWhenSeen.has(key) && !isDue(seen.integration))
              report(`${seen.integration} is not due`);
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
