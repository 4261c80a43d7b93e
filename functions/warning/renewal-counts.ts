import type { IntegrationState } from '../integration/integration-state.ts';
import { hasRenewalFailed } from '../integration/renewal-outlook.ts';
import { DAY_MS } from '../time.ts';

/** How many integrations renewed a refresh token, and how many could not. */
export interface RenewalCounts {
  /** Integrations whose refresh token was renewed within the last 24 hours. */
  readonly renewed: number;
  /**
   * Integrations whose last renewal failed, was not available, lost the refresh token or was harmful. Their owners get
   * alerts before the refresh tokens expire.
   */
  readonly failed: number;
}

/** Counts the integrations of a run that are not paused. `read` returns undefined if none of them renews. */
export function renewalCounts(now: number): {
  add(state: Pick<IntegrationState, 'paused' | 'renews' | 'renewal'>): void;
  read(): RenewalCounts | undefined;
} {
  let counts: RenewalCounts | undefined;
  return {
    add({ paused, renews, renewal }) {
      if (paused || renews !== true) return;
      const { renewed, failed } = counts ?? { renewed: 0, failed: 0 };
      const isRenewed = renewal?.phase === 'renewed' && now - renewal.at < DAY_MS;
      counts = {
        renewed: renewed + (isRenewed ? 1 : 0),
        failed: failed + (hasRenewalFailed(renewal) ? 1 : 0),
      };
    },
    read: () => counts,
  };
}
