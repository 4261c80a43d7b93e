import { Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';
import { stageTold, toldIn } from './told.ts';

interface Telling {
  readonly invocation: number;
  /** Number of the observation with which it was kept that this was said; undefined until then. */
  keptAt: number | undefined;
}

/**
 * No stage of an expiry is said twice, but for what cannot be helped: the run that said it crashed, or its answer or
 * its tags were lost, before it could keep that it had; two runs were at work at once; or one that was denied to look
 * speaks from a listing, which may be minutes old. Then twice is better than never, and it is counted.
 */
export const noWarningIsDoubled: Invariant = {
  name: 'no warning is sent twice',
  watch({ scheduler, coverage, running }, report) {
    const tellings = new Map<string, Telling>();
    const lookedAt = new Map<string, number>();
    const hindered = new Set<number>();
    const deniedToLook = new Set<string>();
    let seenSoFar = 0;
    return {
      see(seen) {
        seenSoFar += 1;
        switch (seen.kind) {
          case 'described':
            lookedAt.set(`${seen.invocation} ${seen.integration}`, seenSoFar);
            return;
          case 'alerted':
            for (const told of toldIn(seen.alert.body)) {
              const { integration, credential, expiresAt } = told;
              if (told.how === 'accepted') continue;
              const stage = stageTold(told, scheduler.now());
              const key = `${integration} ${credential} ${expiresAt} ${stage}`;
              const earlier = tellings.get(key);
              tellings.set(key, { invocation: seen.invocation, keptAt: undefined });
              if (earlier === undefined) continue;
              const look = `${seen.invocation} ${integration}`;
              const lookedSince =
                !deniedToLook.has(look) && (lookedAt.get(look) ?? Infinity) > (earlier.keptAt ?? Infinity);
              const isExcused = running.warner.has(earlier.invocation) || hindered.has(earlier.invocation);
              if (lookedSince || (earlier.keptAt === undefined && !isExcused)) {
                report(`${integration}: stage ${stage} of "${credential}" was said again`);
              } else {
                coverage.count('told twice because telling could not be kept');
              }
            }
            return;
          case 'tagged':
            if (!Object.keys(seen.tags).some((tag) => tag.startsWith(Tag.warnedPrefix))) return;
            for (const [key, telling] of tellings) {
              if (telling.invocation === seen.invocation && key.startsWith(`${seen.integration} `)) {
                telling.keptAt = seenSoFar;
              }
            }
            return;
          case 'fault':
            if (seen.operation === 'tag' || seen.operation === 'alert') hindered.add(seen.invocation);
            if (seen.operation === 'describe') deniedToLook.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'crashed':
            hindered.add(seen.invocation);
            return;
          case 'act':
            if (seen.act !== 'lose-tags') return;
            for (const key of tellings.keys()) {
              if (key.startsWith(`${seen.integration} `)) tellings.delete(key);
            }
            return;
          default:
        }
      },
    };
  },
};
