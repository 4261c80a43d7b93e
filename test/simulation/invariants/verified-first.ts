import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-state.ts';
import { TICK_MS } from '../scenario/scenario.ts';
import { lifeLeftMs } from './due.ts';
import type { Invariant } from './invariant.ts';

/** Backing off passes over a tick, so what lives no longer than this may be lost before the next attempt but one. */
const SOON_LOST_MS = 4 * TICK_MS;

/**
 * What is published was called alive by Alation in the same invocation. The one exception: what consumers have is dead
 * or about to be, or Alation left that open, and does not answer.
 */
export const verifiedFirst: Invariant = {
  name: 'what is published was verified before',
  watch(watched, report) {
    const { truth, store, coverage } = watched;
    /** What an invocation heard to be alive. */
    const alive = new Map<number, Set<string>>();
    const struck = new Set<string>();
    /** Where a mint may have killed what was published. */
    const inDoubt = new Set<string>();
    /** Life left of what was published when a write arrived, in ms. */
    const standing = new Map<string, number>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'verified': {
            const heard = alive.get(seen.invocation) ?? new Set();
            if (seen.answer === 'active') alive.set(seen.invocation, heard.add(seen.accessToken));
            return;
          }
          case 'mint-asked': {
            const published = truth.integrations.get(seen.integration)?.published?.accessToken;
            const isPublisher = truth.minted.get(published ?? '')?.secret === seen.secret;
            // By its name alone another credential may be taken for it.
            const { accessToken } = parseIntegrationState(store.tagsOf(seen.integration));
            if (!isPublisher && accessToken?.fingerprint !== undefined) return;
            inDoubt.add(`${seen.invocation} ${seen.integration}`);
            return;
          }
          case 'fault':
            struck.add(`${seen.invocation} ${seen.operation} ${seen.integration}`);
            return;
          case 'write': {
            const one = truth.integrations.get(seen.integration);
            if (seen.operation !== 'put' || one?.published === undefined) return;
            // As it stands before the write takes its place.
            standing.set(`${seen.invocation} ${seen.integration}`, lifeLeftMs(watched, one));
            return;
          }
          case 'put': {
            if (seen.result !== 'stored') return;
            const document = parseAccessTokenDocument({ text: seen.text, versionId: '', createdAt: 0 });
            const accessToken = document?.accessToken.reveal() ?? '';
            if (alive.get(seen.invocation)?.has(accessToken) === true) return;
            coverage.count('published unverified');
            const key = `${seen.invocation} ${seen.integration}`;
            const cannotAsk = struck.has(`${seen.invocation} verify ${seen.integration}`);
            if (!cannotAsk) report(`${seen.integration}: Alation could have been asked`);
            else if (!inDoubt.has(key) && (standing.get(key) ?? 0) > SOON_LOST_MS)
              report(`${seen.integration}: what was published lives on`);
            return;
          }
          case 'ended':
            alive.delete(seen.invocation);
            return;
          default:
        }
      },
    };
  },
};
