import { replaceCommand } from '../text/replace-steps.ts';
import type { IntegrationStatus } from './integration-status.ts';

/** A day by which an operator must replace a refresh token. */
export interface OperatorDate {
  /** Expiry, ms since the epoch. */
  readonly at: number;
  readonly integration: string;
  readonly owner: string | undefined;
  readonly credential: string;
  readonly isEstimated: boolean;
  /** The command that stores the replacement. */
  readonly command: string;
}

/** The coming expiries of refresh tokens that the rotator does not renew and Alation does not reject, the next first. */
export function operatorDates(
  statuses: readonly IntegrationStatus[],
  prefix: string,
  now: number,
): readonly OperatorDate[] {
  return statuses
    .flatMap(({ integration, owner, credentials }) =>
      credentials.flatMap(({ name, expiresAt, expirySource, renewsItself, state }): readonly OperatorDate[] =>
        expiresAt === undefined || expiresAt <= now || renewsItself || state === 'rejected'
          ? []
          : [
              {
                at: expiresAt,
                integration,
                owner,
                credential: name,
                isEstimated: expirySource === 'estimated',
                command: replaceCommand(prefix, integration, name, credentials.length),
              },
            ],
      ),
    )
    .toSorted((one, other) => one.at - other.at);
}
