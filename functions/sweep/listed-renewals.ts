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
        hosts.add({ integration, baseUrl, renewal, isDue: isAnyDue(state, now) });
      }
    },
    of: ({ integration, host }) => (host === undefined ? undefined : hosts.of(integration, host)),
  };
}

/** Whether an integration may renew one of its refresh tokens at its next rotation. */
export function mayRenew(state: IntegrationState, now: number): boolean {
  return state.renews === true && isAnyDue(state, now);
}

function isAnyDue({ credentials }: IntegrationState, now: number): boolean {
  return credentials.some((credential) =>
    isRenewalDue(
      credential,
      credentials.filter((other) => other !== credential),
      now,
    ),
  );
}
