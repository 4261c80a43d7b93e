import { MINUTE_MS } from '../../../functions/time.ts';
import { LISTING_LAG_MS } from '../scenario/scenario.ts';
import type { Invariant, Watched } from './invariant.ts';
import { alertedExpiries, isSame, stageReportedAt, stageAt } from './alerted-expiries.ts';
import type { AlertedExpiry } from './alerted-expiries.ts';
import { stagesOf } from './warned-unless-renewing.ts';
import { taggedState } from '../world/tagged-state.ts';

/** The alert that Alation rejected the named credential, or every credential if the alert names none. */
const REJECTED = /^(\S+): Alation rejected (?:the credential "(\S+)"|every)/gm;

/**
 * After a run of the warner without faults, alerts have reported the warning stage of every refresh token: by a warning,
 * or by the remaining days in an alert that Alation accepted the refresh token. For a rejected refresh token the alert
 * about the rejection counts. A refresh token that the rotator renews has only the last stages. Integrations that are paused
 * or changed just before the run are left out.
 *
 * If a refresh token and its predecessor expire less than half a day apart, an alert about the predecessor counts too. The
 * warner takes their two expiries for one, because an expiry is measured with Alation's clock.
 */
export const everyStageIsReported: Invariant = {
  name: 'the warner reports every warning stage that a refresh token reaches',
  watch(watched, report) {
    const { truth, store, scheduler, coverage } = watched;
    const alerted: (AlertedExpiry & { readonly at: number })[] = [];
    /** Fingerprints of refresh tokens whose rejection an alert reported. Another refresh token may get the same name. */
    const alertedRejections = new Set<string>();
    const rejectionAlerted = (integration: string, credential: string | undefined) => {
      for (const { name, state, fingerprint } of taggedState(store, integration).credentials) {
        const isMeant = state === 'rejected' && (credential === undefined || credential === name);
        if (isMeant && fingerprint !== undefined) alertedRejections.add(fingerprint);
      }
    };
    const changedAt = new Map<string, number>();
    const withFaults = new Set<number>();
    const isAlerted = (integration: string, credential: string, expiresAt: number, stage: number) =>
      alerted.some(
        (one) =>
          one.integration === integration &&
          one.credential === credential &&
          isSame(one.expiresAt, expiresAt) &&
          stageReportedAt(exact(one, expiresAt), one.at) <= stage,
      );
    const check = (startedAt: number) => {
      for (const one of truth.integrations.values()) {
        const isConsistent = (changedAt.get(one.name) ?? 0) < startedAt - LISTING_LAG_MS;
        if (one.paused || !isConsistent) continue;
        const tagged = taggedState(store, one.name);
        for (const credential of tagged.credentials) {
          const { name, kind, expiresAt, state, fingerprint = '' } = credential;
          if (kind === 'oauth-client' || expiresAt === undefined) continue;
          const stage = stageAt(expiresAt, startedAt, stagesOf(tagged, credential));
          const isExcused = state === 'rejected' && alertedRejections.has(fingerprint);
          if (stage === Infinity || isExcused || isAlerted(one.name, name, expiresAt, stage)) continue;
          report(`${one.name}: no alert reported that "${name}" reached stage ${stage}`);
        }
      }
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'alerted':
            for (const one of alertedExpiries(seen.alert.body)) {
              alerted.push({ ...one, at: scheduler.now() });
              coverage.count(`alerted: ${one.how}`);
            }
            for (const [, integration = '', name] of seen.alert.body.matchAll(REJECTED)) {
              rejectionAlerted(integration, name);
            }
            return;
          case 'act':
          case 'tagged':
            changedAt.set(seen.integration, scheduler.now());
            return;
          case 'fault':
            withFaults.add(seen.invocation);
            return;
          case 'ended':
            if (seen.function !== 'warner' || seen.only.length > 0) return;
            if (!withFaults.has(seen.invocation)) check(seen.startedAt);
            return;
          default:
        }
      },
    };
  },
};

/**
 * Replaces the expiry from the text by the exact expiry. The text cuts it to the minute, and the stage may change
 * within that minute.
 */
function exact(alerted: AlertedExpiry, expiresAt: number): AlertedExpiry {
  const isRounded = Math.abs(alerted.expiresAt - expiresAt) < MINUTE_MS;
  return isRounded ? { ...alerted, expiresAt } : alerted;
}

/**
 * A probe interval and two sweeps after the last fault, the tags hold the expiry of every refresh token that they do not
 * call rejected. Warnings depend on the expiries.
 */
export const expiriesAreKnown: Invariant = {
  name: 'the tags hold the expiry of every accepted refresh token',
  watch: (watched, report) => ({
    see(seen) {
      if (seen.kind !== 'ended' || seen.function !== 'rotator' || seen.only.length > 0) return;
      // A second rotator that still runs may have renewed a refresh token, and has yet to write its tags.
      if (watched.running.rotator.size > 0) return;
      for (const wrong of wrongExpiries(watched)) report(wrong);
    },
  }),
};

function wrongExpiries({ truth, store, sweeps, policy }: Watched): readonly string[] {
  return [...truth.integrations.values()].flatMap((one) => {
    const isConsistent = sweeps.completeSince(one.disturbedUntil + policy.probeIntervalMs) >= 2;
    if (!truth.isRecoverable(one) || !isConsistent) return [];
    const { credentials } = taggedState(store, one.name);
    return truth
      .usable(one)
      .filter(({ name, expiresAt }) => {
        const known = credentials.find((state) => state.name === name);
        return known === undefined || (known.state !== 'rejected' && known.expiresAt !== expiresAt);
      })
      .map(({ name }) => `${one.name}: the tags do not hold the expiry of "${name}"`);
  });
}
