import { contestMeaning } from '../../functions/integration/contest-texts.ts';
import { activeContest } from '../../functions/integration/contest.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';

/** Why the published access token is inactive, as a clause; undefined if the rotator has not found the cause yet. */
export function downtimeCause(state: IntegrationState, now: number): string | undefined {
  const { credentials, status, paused } = state;
  const contest = activeContest(state);
  if (contest !== undefined) return contestMeaning(contest);
  if (credentials.length > 0 && credentials.every(({ expiresAt = Infinity }) => expiresAt <= now)) {
    return credentials.length === 1 ? 'its only refresh token expired' : 'all its refresh tokens expired';
  }
  if (status?.code !== undefined) return failureText(status.code).meaning;
  return paused ? 'its rotation is paused' : undefined;
}
