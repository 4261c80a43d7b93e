import type { RenewalPhase } from '../../../functions/integration/renewal-state.ts';
import { taggedState } from '../world/tagged-state.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';

/** The phases in which Alation may have revoked the refresh token. */
const OPEN: ReadonlySet<RenewalPhase | undefined> = new Set(['intended', 'doubtful', 'lost']);

interface Renewed {
  readonly integration: string;
  readonly old: string;
  readonly successor: string;
}

/**
 * A refresh token is lost if Alation revoked it, and its successor is in no version of the credentials secret. Without a
 * fault and without a crash no refresh token is lost, and otherwise at most one of an integration. Until the successor is
 * stored under AWSCURRENT, the tags say after each run of the rotator that Alation may have revoked the refresh token. An
 * act of an operator ends this, because the rotator may then have no record of the renewal.
 */
export const noRefreshTokenIsLost: Invariant = {
  name: 'a renewal loses a refresh token only after a fault, at most one of an integration, and the tags show the loss',
  watch({ truth, store, coverage, scenario }, report) {
    /** Renewals whose successor is in no version yet, by invocation. */
    const open = new Map<number, Renewed[]>();
    const lost = new Map<string, Renewed>();
    const withFaults = new Set<number>();
    /** Integrations whose tags may have no record of the renewal. */
    const withoutRecord = new Set<string>();
    const close = (invocation: number) => {
      for (const one of open.get(invocation) ?? []) {
        const integration = truth.integrations.get(one.integration);
        if (integration === undefined || !isCurrent(integration, one.old)) continue;
        lost.set(one.old, one);
        coverage.count('refresh tokens that a renewal lost');
        if (!withFaults.has(invocation))
          report(`${one.integration}: a refresh token was lost without a fault`);
        const others = [...lost.values()].filter(
          (other) => other.integration === one.integration && isCurrent(integration, other.old),
        );
        if (others.length > 1) report(`${one.integration}: ${others.length} refresh tokens are lost`);
      }
      open.delete(invocation);
    };
    const check = (one: IntegrationTruth) => {
      const { renewal, credentials } = taggedState(store, one.name);
      for (const { secret, name } of one.credentials ?? []) {
        const successor = truth.successorOf(secret);
        if (successor === undefined || withoutRecord.has(one.name)) continue;
        // If Alation reported a revoked refresh token as active in three sweeps, only a mint reveals the revocation.
        const isRejected = credentials.some((state) => state.name === name && state.state === 'rejected');
        if (!OPEN.has(renewal?.phase) && !(renewal?.phase === 'failed' && isRejected))
          report(`${one.name}: "${name}" is revoked, and its renewal is ${renewal?.phase}`);
      }
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'regenerated': {
            const { invocation, integration, secret: old, successor } = seen;
            if (old === successor) return;
            open.set(invocation, [...(open.get(invocation) ?? []), { integration, old, successor }]);
            return;
          }
          case 'pending':
          case 'renewed': {
            const text = seen.kind === 'pending' ? seen.text : seen.after;
            for (const [invocation, all] of open)
              open.set(
                invocation,
                all.filter(({ successor }) => !text.includes(successor)),
              );
            return;
          }
          case 'fault':
            withFaults.add(seen.invocation);
            return;
          case 'crashed':
            withFaults.add(seen.invocation);
            close(seen.invocation);
            return;
          case 'act':
            // Without its tags, or with a new version of the credentials, the rotator has no record of the renewal.
            withoutRecord.add(seen.integration);
            return;
          case 'regenerate-requested':
            withoutRecord.delete(seen.integration);
            return;
          case 'ended':
            if (seen.function !== 'rotator') return;
            close(seen.invocation);
            if (scenario.behaviour.regeneration.others === 'refresh-tokens-revoked') return;
            for (const one of truth.integrations.values()) if (one.plan.renews === true) check(one);
            return;
          default:
        }
      },
    };
  },
};

/** Whether a refresh token is in the document under AWSCURRENT. */
function isCurrent({ credentials = [] }: IntegrationTruth, secret: string): boolean {
  return credentials.some((one) => one.secret === secret);
}
