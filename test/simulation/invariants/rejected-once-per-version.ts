import { Tag } from '../../../functions/contract.ts';
import { hashFraction } from '../../../functions/rotation/renewal-time.ts';
import { DAY_MS } from '../../../functions/time.ts';
import type { Invariant } from './invariant.ts';

/**
 * The rotator mints nothing more from a rejected credential after a second word confirmed the rejection, and asks about it
 * at most once in a day that begins at the integration's slot; again if a fault hid an answer. It saves the rejection
 * before the invocation ends, unless it crashes or the tags cannot be written. Tags have no compare-and-set, so one of two
 * concurrent rotators may overwrite a rejection that the other saved: that costs one call.
 */
export const rejectedOncePerVersion: Invariant = {
  name: 'a rejected credential is used at most once a day per version of its secret',
  watch({ coverage, running, scheduler }, report) {
    /** Version of the credentials secret that an invocation uses, by invocation and integration. */
    const version = new Map<string, string | undefined>();
    /** Refusals without a second word, by invocation and integration. */
    const firstWord = new Map<string, Set<string>>();
    /** Rejections that an invocation has to save, by invocation and integration. */
    const toSave = new Map<string, Set<string>>();
    /** Rejections in the tags when an invocation read them, and the day of the last answer, by invocation and integration. */
    const known = new Map<string, ReadonlyMap<string, number | undefined>>();
    const saved = new Map<string, Map<string, number | undefined>>();
    const excused = new Set<string>();
    /** Invocations and integrations in which a fault hid an answer of Alation. */
    const unanswered = new Set<string>();
    /** Invocations that ran while another invocation ran. */
    const overlapping = new Set<number>();
    const savedOf = (integration: string) => {
      const found = saved.get(integration) ?? new Map<string, number | undefined>();
      saved.set(integration, found);
      return found;
    };
    const dayOf = (integration: string) =>
      Math.floor((scheduler.now() - Math.trunc(DAY_MS * hashFraction(integration))) / DAY_MS);
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (running.rotator.size > 1) for (const one of running.rotator) overlapping.add(one);
            return;
          case 'described':
            known.set(`${seen.invocation} ${seen.integration}`, new Map(savedOf(seen.integration)));
            return;
          case 'read':
            version.set(`${seen.invocation} ${seen.integration}`, seen.credentialsVersionId);
            return;
          case 'inspect-requested':
          case 'mint-requested': {
            const key = `${seen.invocation} ${seen.integration}`;
            const call = `${seen.secret} ${version.get(key)}`;
            const isAskedToday = known.get(key)?.get(call) === dayOf(seen.integration);
            if (isAskedToday || toSave.get(key)?.has(call) === true) {
              report(`${seen.integration}: a rejected credential was used again (${seen.kind})`);
            }
            return;
          }
          case 'inspect-refused':
          case 'mint-rejected': {
            const key = `${seen.invocation} ${seen.integration}`;
            const call = `${seen.secret} ${version.get(key)}`;
            const isConfirmed = firstWord.get(key)?.has(call) === true || known.get(key)?.has(call) === true;
            if (isConfirmed) addTo(toSave, key, call);
            else if (seen.kind === 'mint-rejected') addTo(firstWord, key, call);
            return;
          }
          case 'minted':
            for (const call of savedOf(seen.integration).keys()) {
              if (call.startsWith(`${seen.secret} `)) savedOf(seen.integration).delete(call);
            }
            return;
          case 'tagged': {
            const key = `${seen.invocation} ${seen.integration}`;
            const writesCredentials = Object.keys(seen.tags).some((tag) =>
              tag.startsWith(Tag.credentialPrefix),
            );
            for (const call of writesCredentials ? savedOf(seen.integration).keys() : []) {
              if (known.get(key)?.has(call) === true) continue;
              // A second rotator, which started before the rejection was saved, overwrote it.
              if (!overlapping.has(seen.invocation) && running.rotator.has(seen.invocation)) {
                report(`${seen.integration}: a saved rejection is gone`);
              }
              savedOf(seen.integration).delete(call);
              coverage.count('rejections overwritten by a second rotator');
            }
            // Before the mint of a request the rotator writes only the tag of the access token.
            if (!writesCredentials && seen.tags[Tag.status] === undefined) return;
            for (const call of toSave.get(key) ?? [])
              savedOf(seen.integration).set(call, dayOf(seen.integration));
            toSave.delete(key);
            if (unanswered.has(key)) {
              for (const call of savedOf(seen.integration).keys())
                savedOf(seen.integration).set(call, undefined);
            }
            return;
          }
          case 'fault': {
            const key = `${seen.invocation} ${seen.integration}`;
            if (seen.operation === 'tag') excused.add(key);
            if (seen.operation === 'mint' || seen.operation === 'inspect') unanswered.add(key);
            return;
          }
          case 'ended':
            for (const [key, calls] of toSave) {
              if (!key.startsWith(`${seen.invocation} `)) continue;
              if (calls.size > 0 && !excused.has(key)) report(`${key}: a rejection was not saved`);
              toSave.delete(key);
            }
            return;
          case 'act':
            if (seen.act === 'lose-tags') saved.delete(seen.integration);
            return;
          default:
        }
      },
    };
  },
};

function addTo(calls: Map<string, Set<string>>, key: string, call: string): void {
  calls.set(key, (calls.get(key) ?? new Set()).add(call));
}
