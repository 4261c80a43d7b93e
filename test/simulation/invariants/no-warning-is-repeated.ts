import { Tag } from '../../../functions/contract.ts';
import { DAY_MS } from '../../../functions/time.ts';
import type { Invariant } from './invariant.ts';
import { alertedStage, alertedExpiries } from './alerted-expiries.ts';

interface Sent {
  readonly invocation: number;
  /** Ms since the epoch. */
  readonly at: number;
  /** Number of the observation that saved the notification state; undefined until then. */
  savedAt: number | undefined;
}

/**
 * The warner sends no warning stage twice, with these exceptions, which the coverage counts: the first run could not save
 * the notification state (crash, lost response, lost tags), two runs were concurrent, the second run read stale tags, or the
 * second run could not describe the secret and used a listing, which may be minutes old. Twice is better than never.
 */
export const noWarningIsRepeated: Invariant = {
  name: 'no warning is sent again after the notification state was saved',
  watch({ scheduler, coverage, running }, report) {
    const sent = new Map<string, Sent>();
    const describedAt = new Map<string, number>();
    const unsaved = new Set<number>();
    const notDescribed = new Set<string>();
    let seenSoFar = 0;
    return {
      see(seen) {
        seenSoFar += 1;
        switch (seen.kind) {
          case 'described':
            describedAt.set(`${seen.invocation} ${seen.integration}`, seen.isStale ? -Infinity : seenSoFar);
            return;
          case 'alerted':
            const all = alertedExpiries(seen.alert.body);
            const keyOf = (one: (typeof all)[number]) =>
              `${one.integration} ${one.credential} ${one.expiresAt} ${alertedStage(one, scheduler.now())}`;
            // The alert about the last credential that expired names the other credentials again.
            const lastExpired = new Set(
              all
                .filter((one) => one.how === 'expired' && !sent.has(keyOf(one)))
                .map((one) => one.integration),
            );
            for (const alerted of all) {
              const { integration, credential } = alerted;
              const stage = alertedStage(alerted, scheduler.now());
              const key = keyOf(alerted);
              const earlier = sent.get(key);
              sent.set(key, { invocation: seen.invocation, at: scheduler.now(), savedAt: undefined });
              // The alert that every credential has expired is repeated daily.
              const isReminder =
                alerted.how === 'expired' &&
                (lastExpired.has(integration) || scheduler.now() - (earlier?.at ?? 0) >= DAY_MS / 2);
              if (earlier === undefined || isReminder) continue;
              const invocationKey = `${seen.invocation} ${integration}`;
              const wasDescribedSince =
                !notDescribed.has(invocationKey) &&
                (describedAt.get(invocationKey) ?? Infinity) > (earlier.savedAt ?? Infinity);
              const isExcused = running.warner.has(earlier.invocation) || unsaved.has(earlier.invocation);
              if (wasDescribedSince || (earlier.savedAt === undefined && !isExcused)) {
                report(`${integration}: stage ${stage} of "${credential}" was sent again`);
              } else {
                coverage.count('alerted twice because the notification state was not saved');
              }
            }
            return;
          case 'tagged':
            // A reminder is saved in a tag of its own.
            if (
              !Object.keys(seen.tags).some((tag) => tag.startsWith(Tag.warnedPrefix) || tag === Tag.reminded)
            )
              return;
            for (const [key, one] of sent) {
              if (one.invocation === seen.invocation && key.startsWith(`${seen.integration} `)) {
                one.savedAt = seenSoFar;
              }
            }
            return;
          case 'fault':
            if (seen.operation === 'tag' || seen.operation === 'alert') unsaved.add(seen.invocation);
            if (seen.operation === 'describe') notDescribed.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'crashed':
            unsaved.add(seen.invocation);
            return;
          case 'act':
            if (seen.act !== 'lose-tags') return;
            for (const key of sent.keys()) {
              if (key.startsWith(`${seen.integration} `)) sent.delete(key);
            }
            return;
          default:
        }
      },
    };
  },
};
