import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import { remainingLifetimeMs } from './due.ts';
import type { Invariant } from './invariant.ts';
import { taggedState } from '../world/tagged-state.ts';

/** Backoff skips a sweep, so an access token with fewer intervals left may expire before the second next attempt. */
const LAST_INTERVALS = 4;

/**
 * Alation called every published access token active in the same invocation. The only exception: verification fails,
 * and the old access token is inactive, may be inactive, or is about to expire.
 */
export const verifiedFirst: Invariant = {
  name: 'an access token is published unverified only if verification fails and the old access token may be inactive or expires soon',
  watch(watched, report) {
    const { truth, store, coverage, policy } = watched;
    /** Access tokens that Alation called active, by invocation. */
    const active = new Map<number, Set<string>>();
    const faults = new Set<string>();
    /**
     * The invocations and integrations in which a verification called the published access token inactive or flawed, or a
     * mint may have revoked it.
     */
    const inDoubt = new Set<string>();
    /** Remaining lifetime of the published access token when a write arrived, in ms. */
    const remainingMs = new Map<string, number>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'verified': {
            const known = active.get(seen.invocation) ?? new Set();
            if (seen.answer === 'active') active.set(seen.invocation, known.add(seen.accessToken));
            else if (truth.integrations.get(seen.integration)?.published?.accessToken === seen.accessToken)
              inDoubt.add(`${seen.invocation} ${seen.integration}`);
            return;
          }
          case 'mint-requested': {
            const published = truth.integrations.get(seen.integration)?.published?.accessToken;
            const isIssuing = truth.isSameGrant(truth.minted.get(published ?? '')?.secret ?? '', seen.secret);
            // Without a fingerprint another credential of that name may count as the issuing credential.
            const { accessToken } = taggedState(store, seen.integration);
            if (!isIssuing && accessToken?.fingerprint !== undefined) return;
            inDoubt.add(`${seen.invocation} ${seen.integration}`);
            return;
          }
          case 'fault':
            faults.add(`${seen.invocation} ${seen.operation} ${seen.integration}`);
            return;
          case 'write': {
            const one = truth.integrations.get(seen.integration);
            if (seen.operation !== 'put' || one?.published === undefined) return;
            // The state before the write.
            remainingMs.set(`${seen.invocation} ${seen.integration}`, remainingLifetimeMs(watched, one));
            return;
          }
          case 'put': {
            if (seen.result !== 'stored') return;
            const document = parseAccessTokenDocument({ text: seen.text, versionId: '', createdAt: 0 });
            const accessToken = document?.accessToken.reveal() ?? '';
            if (active.get(seen.invocation)?.has(accessToken) === true) return;
            coverage.count('published unverified');
            const key = `${seen.invocation} ${seen.integration}`;
            const verificationFails = faults.has(`${seen.invocation} verify ${seen.integration}`);
            if (!verificationFails)
              report(`${seen.integration}: published unverified although verification was possible`);
            else if (!inDoubt.has(key) && (remainingMs.get(key) ?? 0) > LAST_INTERVALS * policy.intervalMs)
              report(
                `${seen.integration}: published unverified although the old access token remains active`,
              );
            return;
          }
          case 'ended':
            active.delete(seen.invocation);
            return;
          default:
        }
      },
    };
  },
};
