import { Tag } from '../contract.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { hostRenewals } from '../renewal/host-renewals.ts';
import type { HostRenewals } from '../renewal/host-renewals.ts';
import { isRenewalDue } from '../renewal/renewal-due.ts';
import { isInShard } from './shard.ts';
import type { Shard } from './shard.ts';

/** The renewals of a listing. They decide which integrations may renew at each host. */
export interface ListedRenewals {
  /**
   * Adds an integration of this sweep. Its last renewal counts even if renewal is off now, because that renewal shows what
   * renewals do to the other tokens of the host.
   *
   * @returns whether a refresh token of the integration is due for renewal
   */
  add(integration: string, state: IntegrationState): boolean;
  /** Adds the integrations of other shards in a page. */
  addOthers(page: readonly ListedIntegration[]): void;
  /**
   * What is known about renewals at the integration's host. Call `of` after the whole listing was added.
   *
   * @returns undefined if its base URL is not known yet, or if the sweep does not list the other integrations
   */
  of(work: { readonly integration: string; readonly host?: string | undefined }): HostRenewals | undefined;
}

/** Collects the renewals of a sweep. */
export function listedRenewals(
  { only, shard }: { readonly only: readonly string[]; readonly shard?: Shard | undefined },
  now: number,
): ListedRenewals {
  const hosts = hostRenewals(now);
  const add: ListedRenewals['add'] = (integration, state) => {
    const { baseUrl, renewal, status } = state;
    const isDue = state.credentials.some((credential) => isRenewalDue(state, credential, now));
    // An integration whose rotation fails cannot be the first to renew: the other integrations would wait for it.
    const isRotating = status?.state === 'fresh';
    if (baseUrl !== undefined) hosts.add({ integration, baseUrl, renewal, isDue: isDue && isRotating });
    return isDue;
  };
  return {
    add,
    addOthers(page) {
      if (shard === undefined) return;
      for (const { integration, tags } of page) {
        // Most integrations have neither tag, and their other tags need not be read.
        const isRelevant = [Tag.renews, Tag.renewal].some((tag) => tag in tags);
        if (isRelevant && !isInShard(integration, shard)) add(integration, readIntegrationState(tags, now));
      }
    },
    of: ({ integration, host }) =>
      host === undefined || only.length > 0 ? undefined : hosts.of(integration, host),
  };
}
