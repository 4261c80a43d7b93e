import { Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';

/**
 * The rotator does not use a rejected credential until it is replaced. It saves the rejection before the invocation
 * ends, unless it crashes or the tags cannot be written. Tags have no compare-and-set, so one of two concurrent
 * rotators may overwrite a rejection that the other saved: that costs one call.
 */
export const rejectedOncePerVersion: Invariant = {
  name: 'a rejected credential is used at most once per version of its secret',
  watch({ coverage, running }, report) {
    /** Version of the credentials secret that an invocation uses, by invocation and integration. */
    const version = new Map<string, string | undefined>();
    /** Rejections that an invocation has to save, by invocation and integration. */
    const toSave = new Map<string, Set<string>>();
    /** Rejections in the tags when an invocation read them, by invocation and integration. */
    const known = new Map<string, ReadonlySet<string>>();
    const saved = new Map<string, Set<string>>();
    const excused = new Set<string>();
    /** Invocations that ran while another invocation ran. */
    const overlapping = new Set<number>();
    const savedOf = (integration: string) => {
      const found = saved.get(integration) ?? new Set();
      saved.set(integration, found);
      return found;
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (running.rotator.size > 1) for (const one of running.rotator) overlapping.add(one);
            return;
          case 'described':
            // Stale tags may not show the rejection yet, so the rotator may also overwrite it.
            if (seen.isStale) overlapping.add(seen.invocation);
            known.set(
              `${seen.invocation} ${seen.integration}`,
              new Set(seen.isStale ? [] : savedOf(seen.integration)),
            );
            return;
          case 'read':
            version.set(`${seen.invocation} ${seen.integration}`, seen.credentialsVersionId);
            return;
          case 'inspect-requested':
          case 'mint-requested': {
            const key = `${seen.invocation} ${seen.integration}`;
            const call = `${seen.secret} ${version.get(key)}`;
            if (known.get(key)?.has(call) === true || toSave.get(key)?.has(call) === true) {
              report(`${seen.integration}: a rejected credential was used again (${seen.kind})`);
            }
            return;
          }
          case 'mint-rejected': {
            const key = `${seen.invocation} ${seen.integration}`;
            toSave.set(key, (toSave.get(key) ?? new Set()).add(`${seen.secret} ${version.get(key)}`));
            return;
          }
          case 'tagged': {
            const key = `${seen.invocation} ${seen.integration}`;
            const writesCredentials = Object.keys(seen.tags).some((tag) =>
              tag.startsWith(Tag.credentialPrefix),
            );
            for (const call of writesCredentials ? savedOf(seen.integration) : []) {
              if (known.get(key)?.has(call) === true) continue;
              // A second rotator, which started before the rejection was saved, overwrote it.
              if (!overlapping.has(seen.invocation) && running.rotator.has(seen.invocation)) {
                report(`${seen.integration}: a saved rejection is gone`);
              }
              savedOf(seen.integration).delete(call);
              coverage.count('rejections overwritten by a second rotator');
            }
            for (const call of toSave.get(key) ?? []) savedOf(seen.integration).add(call);
            toSave.delete(key);
            return;
          }
          case 'fault':
            if (seen.operation === 'tag') excused.add(`${seen.invocation} ${seen.integration}`);
            return;
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
