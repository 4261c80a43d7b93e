import { parseIntegrationState } from '../../../functions/integration/integration-state.ts';
import { LISTING_LAG_MS, storingActs } from '../scenario/scenario.ts';
import type { Observed } from '../world/observation.ts';
import type { Invariant, Watched } from './invariant.ts';
import { isSame, stageAt, stageTold, toldIn } from './told.ts';
import type { PublishedAlerts } from './told.ts';

/** Acts after which the credentials secret holds another version. */
const STORED: ReadonlySet<Observed<'act'>['act']> = new Set(['store', 'mend', ...storingActs]);

/** That one credential was rejected, or with no name all of them. */
const REJECTED = /^(\S+): Alation rejected (?:the credential "(\S+)"|every)/gm;

/**
 * When a run of the warner has ended and nothing went wrong in it, people have been told the stage that every refresh
 * token is in: with a warning of its own, or by hearing that it was accepted with so many days left. One that Alation
 * rejected is told as such.
 */
export const everyStageIsTold: Invariant = {
  name: 'every expiring refresh token is warned about at every stage it lived through',
  watch(watched, report) {
    const { truth, store, scheduler, coverage } = watched;
    const told: (PublishedAlerts & { readonly stage: number })[] = [];
    const rejectionsTold = new Set<string>();
    const changedAt = new Map<string, number>();
    const troubled = new Set<number>();
    const isTold = (integration: string, credential: string, expiresAt: number, stage: number) =>
      told.some(
        (one) =>
          one.integration === integration &&
          one.credential === credential &&
          isSame(one.expiresAt, expiresAt) &&
          one.stage <= stage,
      );
    const check = (startedAt: number) => {
      for (const one of truth.integrations.values()) {
        const isSettled = (changedAt.get(one.name) ?? 0) < startedAt - LISTING_LAG_MS;
        if (one.paused || !isSettled) continue;
        for (const { name, kind, expiresAt, state } of parseIntegrationState(store.tagsOf(one.name))
          .credentials) {
          if (kind === 'oauth-client' || expiresAt === undefined) continue;
          const stage = stageAt(expiresAt, startedAt);
          const isExcused =
            state === 'rejected' &&
            (rejectionsTold.has(`${one.name} `) || rejectionsTold.has(`${one.name} ${name}`));
          if (stage === Infinity || isExcused || isTold(one.name, name, expiresAt, stage)) continue;
          report(`${one.name}: nobody was told that "${name}" has reached stage ${stage}`);
        }
      }
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'alerted':
            for (const one of toldIn(seen.alert.body)) {
              told.push({ ...one, stage: stageTold(one, scheduler.now()) });
              coverage.count(`told: ${one.how}`);
            }
            for (const [, integration, name = ''] of seen.alert.body.matchAll(REJECTED)) {
              rejectionsTold.add(`${integration} ${name}`);
            }
            return;
          case 'act':
            // What is stored then is another credential, whatever it is called.
            for (const one of STORED.has(seen.act) ? rejectionsTold : []) {
              if (one.startsWith(`${seen.integration} `)) rejectionsTold.delete(one);
            }
            changedAt.set(seen.integration, scheduler.now());
            return;
          case 'tagged':
            changedAt.set(seen.integration, scheduler.now());
            return;
          case 'fault':
            troubled.add(seen.invocation);
            return;
          case 'ended':
            if (seen.function !== 'warner' || seen.only.length > 0) return;
            if (!troubled.has(seen.invocation)) check(seen.startedAt);
            return;
          default:
        }
      },
    };
  },
};

/** What the warnings rest on: two ticks and a probe after the last trouble, the tags tell every expiry as Alation does. */
export const expiriesAreKnown: Invariant = {
  name: 'the expiry of every refresh token is known',
  watch: (watched, report) => ({
    see(seen) {
      if (seen.kind !== 'ended' || seen.function !== 'rotator' || seen.only.length > 0) return;
      for (const wrong of wrongExpiries(watched)) report(wrong);
    },
  }),
};

function wrongExpiries({ truth, store, sweeps, policy }: Watched): readonly string[] {
  return [...truth.integrations.values()].flatMap((one) => {
    const isSettled = sweeps.completeSince(one.disturbedUntil + policy.probeIntervalMs) >= 2;
    if (!truth.isRecoverable(one) || !isSettled) return [];
    const { credentials } = parseIntegrationState(store.tagsOf(one.name));
    return truth
      .usable(one)
      .filter(({ name, expiresAt }) => {
        const known = credentials.find((state) => state.name === name);
        return known === undefined || (known.state !== 'rejected' && known.expiresAt !== expiresAt);
      })
      .map(({ name }) => `${one.name}: the tags do not tell when "${name}" expires`);
  });
}
