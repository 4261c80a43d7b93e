import type { RenewalState } from '../integration/renewal-state.ts';
import { DAY_MS } from '../time.ts';

/**
 * What is known about renewals at one Alation host. `proven`: a renewal harmed no other token, a day ago or earlier.
 * `first`: this integration renews first. `waits`: another integration renews first, or began a renewal within a day.
 * `harmful`: a renewal revoked other tokens or did not extend the lifetime, so no renewal follows.
 */
export type HostRenewals = 'proven' | 'first' | 'waits' | 'harmful';

/** The renewal of one listed integration. */
export interface ListedRenewal {
  readonly integration: string;
  readonly baseUrl: string;
  readonly renewal: RenewalState | undefined;
  /** Whether a renewal of one of its refresh tokens is due, and its rotation does not fail. */
  readonly isDue: boolean;
}

/**
 * Collects the renewals of all listed integrations. Only the first renewal shows whether a renewal harms other tokens
 * of the host, so one integration renews first. The order of the names decides, so that concurrent rotators choose the
 * same integration. An integration whose attempt failed comes last, so that the other integrations do not wait for ever.
 */
export function hostRenewals(now: number): {
  add(listed: ListedRenewal): void;
  /** What an integration at this host may do. Call it after the whole listing was added. */
  of(integration: string, baseUrl: string): HostRenewals;
} {
  const hosts = new Map<string, HostSummary>();
  return {
    add({ integration, baseUrl, renewal, isDue }) {
      const host = hosts.get(baseUrl) ?? {
        isHarmful: false,
        isProven: false,
        recent: new Set(),
        first: undefined,
      };
      hosts.set(baseUrl, host);
      const candidate = { integration, failedAt: renewal?.phase === 'failed' ? renewal.at : 0 };
      if (isDue && (host.first === undefined || isBefore(candidate, host.first))) host.first = candidate;
      if (renewal === undefined) return;
      const isRecent = now - renewal.at < DAY_MS;
      if (renewal.phase === 'harmful') host.isHarmful = true;
      if (renewal.isProven && !isRecent) host.isProven = true;
      if (isRecent) host.recent.add(integration);
    },
    of(integration, baseUrl) {
      const host = hosts.get(baseUrl);
      if (host === undefined) return 'first';
      if (host.isHarmful) return 'harmful';
      if (host.isProven) return 'proven';
      const another = host.recent.size > (host.recent.has(integration) ? 1 : 0);
      return another || (host.first !== undefined && host.first.integration !== integration)
        ? 'waits'
        : 'first';
    },
  };
}

/** What the renewals of one host show together. */
interface HostSummary {
  isHarmful: boolean;
  isProven: boolean;
  /** Integrations that began a renewal within a day. */
  readonly recent: Set<string>;
  /** Of the integrations with a due renewal, the first in the order of `isBefore`; undefined if there is none. */
  first: Candidate | undefined;
}

interface Candidate {
  readonly integration: string;
  /** When its last attempt began, ms since the epoch; 0 if that attempt did not fail. */
  readonly failedAt: number;
}

/** Whether one integration renews before the other. */
function isBefore(one: Candidate, other: Candidate): boolean {
  return one.failedAt === other.failedAt
    ? one.integration < other.integration
    : one.failedAt < other.failedAt;
}
