import { Tag } from '../contract.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { hostRenewals } from '../renewal/host-renewals.ts';
import type { HostRenewals } from '../renewal/host-renewals.ts';
import { isRenewalDue } from '../renewal/renewal-due.ts';

/** Collects the renewals of a listing, to decide who may renew at each host. */
export function listedRenewals(now: number): {
  addPage(page: readonly ListedIntegration[]): void;
  /** Undefined if the base URL is not known yet. Read it after the listing. */
  of(work: { readonly integration: string; readonly host?: string | undefined }): HostRenewals | undefined;
} {
  const hosts = hostRenewals(now);
  return {
    addPage(page) {
      for (const { integration, tags } of page) {
        if (tags[Tag.renews] !== 'true') continue;
        const state = readIntegrationState(tags, now);
        const { baseUrl, renewal } = state;
        if (baseUrl === undefined) continue;
        // A rotation that fails has no turn: the others would wait for it.
        const isDue = state.status?.state === 'fresh' && mayRenew(state, now);
        hosts.add({ integration, baseUrl, renewal, isDue });
      }
    },
    of: ({ integration, host }) => (host === undefined ? undefined : hosts.of(integration, host)),
  };
}

/** Whether an integration may renew one of its refresh tokens at its next rotation. */
export function mayRenew(state: IntegrationState, now: number): boolean {
  return state.credentials.some((credential) => isRenewalDue(state, credential, now));
}
