import type { Act, Alert, IntegrationTimeline } from '../../picture/timeline.ts';
import type { AlationControl } from '../alation/control.ts';
import { createAccessTokenHistory, type AccessTokenHistory } from './access-token-history.ts';
import { createCredentialHistory, type CredentialHistory } from './credential-history.ts';
import { createDowntimeHistory, type DowntimeHistory } from './downtime-history.ts';
import { createReadHistory, type ReadHistory } from './read-history.ts';

/** An integration to record. */
export interface RecordedIntegration {
  readonly integration: string;
  readonly owner?: string | undefined;
  /** What is special about the integration, in a few words. */
  readonly about?: string | undefined;
}

/** What is recorded of one integration. Times are ms since the epoch. */
export interface History extends RecordedIntegration {
  readonly credentials: CredentialHistory;
  readonly accessTokens: AccessTokenHistory;
  readonly reads: ReadHistory;
  readonly downtime: DowntimeHistory;
  readonly alerts: Alert[];
  readonly acts: Act[];
}

/** Creates a history without any event. */
export function createHistory(
  integration: RecordedIntegration,
  { mintedBy, rejectedAt }: Pick<AlationControl, 'mintedBy' | 'rejectedAt'>,
): History {
  return {
    ...integration,
    credentials: createCredentialHistory(rejectedAt),
    accessTokens: createAccessTokenHistory(mintedBy),
    reads: createReadHistory(),
    downtime: createDowntimeHistory(),
    alerts: [],
    acts: [],
  };
}

/**
 * What a picture shows of a history.
 *
 * @param until ms since the epoch
 * @param minutes converts ms since the epoch to minutes since the beginning of the picture
 */
export function integrationTimeline(
  { integration, owner, about = '', ...history }: History,
  until: number,
  minutes: (at: number) => number,
): IntegrationTimeline {
  const tokens = history.accessTokens.tokens(until);
  return {
    name: integration,
    owner,
    about,
    credentials: history.credentials.credentials(until).map(({ name, kind, periods }) => ({
      name,
      kind,
      periods: periods.map(({ from, to, expiresAt, ending }) => ({
        from: minutes(from),
        to: minutes(to),
        expiresAt: expiresAt === undefined ? undefined : minutes(expiresAt),
        ending,
      })),
      accessTokens: tokens
        .filter(({ credential }) => credential === name)
        .map(({ mintedAt, publishedUntil, inactiveFrom, isRevoked }) => [
          minutes(mintedAt),
          minutes(publishedUntil) - minutes(mintedAt),
          minutes(inactiveFrom) - minutes(mintedAt),
          isRevoked ? 1 : 0,
        ]),
    })),
    reads: history.reads.reads(minutes),
    downtime: history.downtime.downtime(minutes),
    alerts: history.alerts.map((alert) => ({ ...alert, at: minutes(alert.at) })),
    acts: history.acts.map((act) => ({ ...act, at: minutes(act.at) })),
  };
}
