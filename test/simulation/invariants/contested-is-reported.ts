import { activeContest } from '../../../functions/integration/contest.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import { DAY_MS } from '../../../functions/time.ts';
import { LISTING_LAG_MS } from '../scenario/scenario.ts';
import type { Observed } from '../world/observation.ts';
import type { Invariant } from './invariant.ts';

/** Acts of other programs. Any other act may change the published access token in another way. */
const FOREIGN: ReadonlySet<Observed<'act'>['act']> = new Set(['mint-elsewhere', 'mint-on-a-schedule']);

/** The alert that an integration is contested. */
const CONTESTED = /^(\S+): .*\(contested since /gm;

/**
 * The rotator replaces an access token that another program revoked. After two such replacements within a day, without a
 * fault in between, the tags say for a day that the integration is contested. On each such day an alert about the contest
 * was sent, at the latest by the daily run, if that run had no fault.
 */
export const contestedIsReported: Invariant = {
  name: 'the tags and a daily alert say that an integration is contested',
  watch({ truth, store, scheduler, coverage }, report) {
    /** Integrations whose published access token another program revoked. */
    const revoked = new Set<string>();
    /** The times at which the rotator replaced such an access token, by integration. */
    const replacedAt = new Map<string, readonly number[]>();
    const alertedOn = new Map<string, number>();
    const withFaults = new Set<number>();
    const forget = () => {
      revoked.clear();
      replacedAt.clear();
    };
    /** The contested integrations, and since when each is contested. */
    const contested = () =>
      [...replacedAt].flatMap(([name, times]) => {
        const [last = -Infinity, before = -Infinity] = times.toReversed();
        return last - before <= DAY_MS && scheduler.now() - last <= DAY_MS ? [{ name, since: last }] : [];
      });
    return {
      see(seen) {
        switch (seen.kind) {
          case 'minted-elsewhere': {
            const one = truth.integrations.get(seen.integration);
            const published = truth.minted.get(one?.published?.accessToken ?? '');
            const isExpired = (published?.expiresAt ?? -Infinity) <= scheduler.now();
            if (one !== undefined && !isExpired && !truth.isServed(one)) revoked.add(one.name);
            return;
          }
          case 'log': {
            const name = String(seen.fields['integration']);
            if (seen.event !== 'AccessTokenRotated' || !revoked.delete(name)) return;
            if (seen.fields['reason'] !== 'Dead') return;
            replacedAt.set(name, [...(replacedAt.get(name) ?? []), scheduler.now()]);
            return;
          }
          case 'act':
            if (!FOREIGN.has(seen.act)) forget();
            return;
          case 'fault':
            withFaults.add(seen.invocation);
            forget();
            return;
          case 'crashed':
            withFaults.add(seen.invocation);
            forget();
            return;
          case 'alerted':
            for (const [, name = ''] of seen.alert.body.matchAll(CONTESTED)) {
              alertedOn.set(name, dayOf(scheduler.now()));
            }
            return;
          case 'ended':
            if (seen.only.length > 0 || seen.error !== undefined) return;
            for (const { name, since } of contested()) {
              if (truth.integrations.get(name)?.paused === true) continue;
              const state = parseIntegrationState(store.tagsOf(name));
              if (activeContest(state) === undefined) {
                report(
                  `${name}: another program revoked its access token twice, but no tag says so (state ${state.status?.state})`,
                );
              } else coverage.count('contested integrations after a sweep');
              const isDue = seen.function === 'warner' && since < seen.startedAt - LISTING_LAG_MS;
              if (!isDue || withFaults.has(seen.invocation)) continue;
              if (alertedOn.get(name) !== dayOf(scheduler.now())) {
                report(`${name}: no alert of this day says that the integration is contested`);
              }
            }
            return;
          default:
        }
      },
    };
  },
};

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}
