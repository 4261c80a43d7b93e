import { Tag } from '../../../functions/contract.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-state.ts';
import { isAged, isFirstAccessToken } from './due.ts';
import type { Invariant, Watched } from './invariant.ts';

/** A mint happens at most this long after the time of its request. */
const MAX_LATENCY_MS = 10_000;

/**
 * The rotator mints nothing for an integration with an active, young access token and accepted credentials, without a
 * request, except to ask about a credential that Alation rejected or forbade. The state counts at the invocation's read or now. If a verification finds a flaw, the access token counts as
 * inactive.
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
            // A stale read may show an access token that is due or was not requested yet.
            if (
              seen.isStale ||
              isDue(seen.integration) ||
              isPending(seen.integration, requestedAt.get(seen.invocation))
            )
              dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            if (truth.integrations.get(seen.integration)?.paused === true)
              pausedWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'verified':
            if (seen.answer !== 'active') dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'mint-requested': {
            const key = `${seen.invocation} ${seen.integration}`;
            const isAsk = isSkipped(watched, seen.integration, seen.secret);
            if (!isAsk && !dueWhenSeen.has(key) && !isDue(seen.integration))
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

/** Whether the tags say that Alation rejected or forbade the credential. */
function isSkipped({ truth, store }: Watched, integration: string, secret: string): boolean {
  const name = truth.integrations.get(integration)?.credentials?.find((one) => one.secret === secret)?.name;
  return parseIntegrationState(store.tagsOf(integration)).credentials.some(
    (state) => state.name === name && (state.state === 'rejected' || state.state === 'forbidden'),
  );
}
