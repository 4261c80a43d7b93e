import { Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';

/**
 * A credential that Alation rejected is not tried again until it is replaced. The rejection is kept before the
 * invocation ends, unless it crashed or the tags could not be written; whoever looks after that does not call. Tags
 * have no compare-and-set, so of two rotators at once one may write over what the other one kept: that costs one call.
 */
export const rejectedOncePerVersion: Invariant = {
  name: 'a rejected credential is used at most once per version of its secret',
  watch({ coverage, running }, report) {
    /** Version of the credentials secret that an invocation works with, by invocation and integration. */
    const version = new Map<string, string | undefined>();
    /** Rejections that an invocation has to keep, by invocation and integration. */
    const toKeep = new Map<string, Set<string>>();
    /** Rejections that stood in the tags when an invocation looked, by invocation and integration. */
    const known = new Map<string, ReadonlySet<string>>();
    const kept = new Map<string, Set<string>>();
    const excused = new Set<string>();
    /** Invocations beside which another one was at work. */
    const overlapping = new Set<number>();
    const keptOf = (integration: string) => {
      const found = kept.get(integration) ?? new Set();
      kept.set(integration, found);
      return found;
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (running.rotator.size > 1) for (const one of running.rotator) overlapping.add(one);
            return;
          case 'described':
            known.set(`${seen.invocation} ${seen.integration}`, new Set(keptOf(seen.integration)));
            return;
          case 'read':
            version.set(`${seen.invocation} ${seen.integration}`, seen.credentialsVersionId);
            return;
          case 'inspect-asked':
          case 'mint-asked': {
            const key = `${seen.invocation} ${seen.integration}`;
            const call = `${seen.secret} ${version.get(key)}`;
            if (known.get(key)?.has(call) === true || toKeep.get(key)?.has(call) === true) {
              report(`${seen.integration}: a rejected credential was called again (${seen.kind})`);
            }
            return;
          }
          case 'mint-rejected': {
            const key = `${seen.invocation} ${seen.integration}`;
            toKeep.set(key, (toKeep.get(key) ?? new Set()).add(`${seen.secret} ${version.get(key)}`));
            return;
          }
          case 'tagged': {
            const key = `${seen.invocation} ${seen.integration}`;
            const writesCredentials = Object.keys(seen.tags).some((tag) =>
              tag.startsWith(Tag.credentialPrefix),
            );
            for (const call of writesCredentials ? keptOf(seen.integration) : []) {
              if (known.get(key)?.has(call) === true) continue;
              // A second rotator, which began before the rejection was kept, has written over it.
              if (!overlapping.has(seen.invocation) && running.rotator.has(seen.invocation)) {
                report(`${seen.integration}: a rejection that was kept is gone`);
              }
              keptOf(seen.integration).delete(call);
              coverage.count('rejections lost to a second rotator');
            }
            for (const call of toKeep.get(key) ?? []) keptOf(seen.integration).add(call);
            toKeep.delete(key);
            return;
          }
          case 'fault':
            if (seen.operation === 'tag') excused.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'ended':
            for (const [key, calls] of toKeep) {
              if (!key.startsWith(`${seen.invocation} `)) continue;
              if (calls.size > 0 && !excused.has(key)) report(`${key}: a rejection was not kept`);
              toKeep.delete(key);
            }
            return;
          case 'act':
            if (seen.act === 'lose-tags') kept.delete(seen.integration);
            return;
          default:
        }
      },
    };
  },
};
