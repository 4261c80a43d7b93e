import { Tag } from '../../../functions/contract.ts';
import { storingActs } from '../scenario/scenario.ts';
import type { Observed } from '../world/observation.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';
import { isAged } from './due.ts';

/** Acts that may store a new credential. */
const STORED: ReadonlySet<Observed<'act'>['act']> = new Set(['store', 'repair', ...storingActs]);
/** Acts that may store a regenerated client secret. The client mints with this secret at the next rotation. */
const REGENERATED: ReadonlySet<Observed<'act'>['act']> = new Set(['regenerate-secret', 'store-secret']);

interface Untried {
  readonly secrets: ReadonlySet<string>;
  readonly since: number;
}

/**
 * Two sweeps after an operator stored new credentials, the rotator has requested a mint from one of them. A rotation that is
 * due comes first, and does not try a credential that might not work. The tags alone say which credentials are new, and
 * which have minted before.
 */
export const newCredentialIsTried: Invariant = {
  name: 'the rotator tries one of the newly stored credentials within two sweeps',
  watch(watched, report) {
    const { truth, store, sweeps, scheduler } = watched;
    const known = new Map<string, Set<string>>();
    const untried = new Map<string, Untried>();
    /** Secrets whose access tokens were published. */
    const served = new Set<string>();
    /** Secrets that were stored when the tags were lost. Without these tags the next mint from each secret counts as new. */
    const forgotten = new Set<string>();
    const noteKnown = (one: IntegrationTruth): readonly string[] => {
      const secrets = known.get(one.name) ?? new Set();
      known.set(one.name, secrets);
      const added = (one.credentials ?? [])
        .map(({ secret }) => secret)
        .filter((secret) => !secrets.has(secret));
      for (const secret of added) secrets.add(secret);
      return added;
    };
    const noteStored = (one: IntegrationTruth) => {
      const added = noteKnown(one);
      untried.delete(one.name);
      const isDetectable = one.published === undefined || Tag.acceptedVersion in store.tagsOf(one.name);
      if (added.length > 0 && isDetectable)
        untried.set(one.name, { secrets: new Set(added), since: scheduler.now() });
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'act': {
            const one = truth.integrations.get(seen.integration);
            if (one !== undefined && STORED.has(seen.act)) noteStored(one);
            if (one !== undefined && REGENERATED.has(seen.act)) noteKnown(one);
            if (seen.act === 'lose-tags')
              for (const { secret } of one?.credentials ?? []) forgotten.add(secret);
            return;
          }
          case 'renewed': {
            // The rotator, not an operator, stored the renewed refresh token. The same rotation mints from it.
            const one = truth.integrations.get(seen.integration);
            if (one !== undefined) noteKnown(one);
            return;
          }
          case 'mint-requested': {
            const one = truth.integrations.get(seen.integration);
            // A credential whose access tokens were never published counts as new too.
            const isNew = !served.has(seen.secret) || forgotten.delete(seen.secret);
            const isTried = untried.get(seen.integration)?.secrets.has(seen.secret) === true;
            if (isNew || isTried || (one !== undefined && isAged(watched, one)))
              untried.delete(seen.integration);
            return;
          }
          case 'put': {
            const { published } = truth.integrations.get(seen.integration) ?? {};
            served.add(truth.minted.get(published?.accessToken ?? '')?.secret ?? '');
            return;
          }
          case 'ended':
            if (seen.function !== 'rotator' || seen.only.length > 0) return;
            for (const [name, { since }] of untried) {
              const one = truth.integrations.get(name);
              if (one === undefined || !truth.isRecoverable(one)) continue;
              if (sweeps.completeSince(Math.max(since, one.disturbedUntil)) < 2) continue;
              untried.delete(name);
              report(`${name}: no mint from the credentials stored at ${new Date(since).toISOString()}`);
            }
            return;
          default:
        }
      },
    };
  },
};
