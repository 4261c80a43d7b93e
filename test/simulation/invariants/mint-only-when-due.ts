import { Tag } from '../../../functions/contract.ts';
import { shortestPeriodMs } from '../../../functions/rotation/rotation-time.ts';
import type { Observed } from '../world/observation.ts';
import { isAged, mayReplaceFirstAccessToken, remainingLifetimeMs } from './due.ts';
import type { Invariant, Watched } from './invariant.ts';
import { taggedState } from '../world/tagged-state.ts';

/** Alation mints at most this long after the rotator sent the request to mint. */
const MAX_LATENCY_MS = 10_000;

/**
 * If an integration has an active, young access token, accepted credentials and no request for a rotation, the rotator
 * mints only to check a credential that Alation rejected or forbade. For a paused integration it mints nothing. A mint is
 * allowed if a rotation was due when the invocation read the state, or is due at the mint. If a verification does not
 * answer `active`, the access token counts as inactive.
 */
export const mintOnlyWhenDue: Invariant = {
  name: 'the rotator mints only when a rotation or the check of a credential is due',
  watch(watched, report) {
    const { truth, scheduler, policy } = watched;
    const accepted = new Map<string, string>();
    const started = new Map<number, Observed<'started'>>();
    const pausedWhenSeen = new Set<string>();
    const dueWhenSeen = new Set<string>();
    const skippedWhenSeen = new Set<string>();
    const isDue = (integration: string): boolean => {
      const one = truth.integrations.get(integration);
      if (one === undefined) return false;
      return (
        !truth.isServed(one) ||
        isAged(watched, one) ||
        mayReplaceFirstAccessToken(watched, one) ||
        accepted.get(integration) !== one.credentialsVersionId
      );
    };
    /**
     * Whether a request still needs a mint: no access token was issued since. Unless the request is forced, the published
     * access token must not be young, and its remaining lifetime must be too short.
     */
    const isPending = (integration: string, invocation: number): boolean => {
      const { requestedAt, demand } = started.get(invocation) ?? {};
      const one = truth.integrations.get(integration);
      if (requestedAt === undefined || one === undefined) return false;
      const issuedAt = truth.minted.get(one.published?.accessToken ?? '')?.mintedAt ?? -Infinity;
      if (issuedAt >= requestedAt + MAX_LATENCY_MS) return false;
      if (demand?.isForced === true) return true;
      const { minimumRemainingMs = Infinity } = demand ?? {};
      return (
        scheduler.now() - issuedAt >= shortestPeriodMs(policy) - MAX_LATENCY_MS &&
        remainingLifetimeMs(watched, one) < minimumRemainingMs + MAX_LATENCY_MS
      );
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            started.set(seen.invocation, seen);
            return;
          case 'tagged': {
            const version = seen.tags[Tag.acceptedVersion];
            if (version !== undefined) accepted.set(seen.integration, version);
            return;
          }
          case 'described':
          case 'read':
            // A stale read may show an older access token, which is due for rotation or older than the request.
            if (seen.isStale || isDue(seen.integration) || isPending(seen.integration, seen.invocation))
              dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            for (const secret of skipped(watched, seen.integration))
              skippedWhenSeen.add(`${seen.invocation} ${secret}`);
            if (truth.integrations.get(seen.integration)?.paused === true)
              pausedWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'verified':
            if (seen.answer !== 'active') dueWhenSeen.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'mint-requested': {
            const key = `${seen.invocation} ${seen.integration}`;
            const isCheck =
              skippedWhenSeen.has(`${seen.invocation} ${seen.secret}`) ||
              skipped(watched, seen.integration).includes(seen.secret);
            const isNow = isDue(seen.integration) || isPending(seen.integration, seen.invocation);
            if (!isCheck && !dueWhenSeen.has(key) && !isNow)
              report(`${seen.integration}: a mint was requested although no rotation was due`);
            const isPaused = truth.integrations.get(seen.integration)?.paused === true;
            if (isPaused && pausedWhenSeen.has(key))
              report(`${seen.integration}: a mint was requested although the integration is paused`);
            return;
          }
          default:
        }
      },
    };
  },
};

/** The secrets of the credentials that are rejected or forbidden in the tags. */
function skipped({ truth, store }: Watched, integration: string): readonly string[] {
  const names = new Set(
    taggedState(store, integration)
      .credentials.filter(({ state }) => state === 'rejected' || state === 'forbidden')
      .map(({ name }) => name),
  );
  const stored = truth.integrations.get(integration)?.credentials ?? [];
  return stored.filter(({ name }) => names.has(name)).map(({ secret }) => secret);
}
