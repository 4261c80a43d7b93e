import type { AccessTokenSpan, IntegrationTimeline, Timeline } from '../../picture/timeline.ts';

/** A day in minutes. */
export const DAY = 24 * 60;

/** Access tokens of one credential that mints every day: published for half a day, active for a whole day. */
export function alternating(days: number, offset: number): readonly AccessTokenSpan[] {
  return Array.from({ length: days }, (_, day) => [day * DAY + offset, DAY / 2, DAY, 0] as const);
}

/** Two alternating refresh tokens. "blue" expires on day 5; on day 8 its owner replaces it. */
export const searchPortal: IntegrationTimeline = {
  name: 'search-portal',
  owner: 'data-platform',
  about: 'two refresh tokens',
  credentials: [
    {
      name: 'blue',
      kind: 'refresh-token',
      periods: [
        { from: 0, to: 5 * DAY, expiresAt: 5 * DAY, ending: 'expired' },
        { from: 8 * DAY, to: 10 * DAY, expiresAt: 68 * DAY, ending: undefined },
      ],
      accessTokens: [...alternating(5, 0), [8 * DAY, DAY / 2, DAY, 0]],
    },
    {
      name: 'green',
      kind: 'refresh-token',
      periods: [{ from: 0, to: 10 * DAY, expiresAt: 40 * DAY, ending: undefined }],
      accessTokens: alternating(10, DAY / 2),
    },
  ],
  reads: { from: 0, count: 240, failed: 0, refusedOnce: [6 * DAY], failures: [] },
  downtime: [],
  alerts: [
    { at: 4 * DAY, severity: 'warning', text: 'the refresh token "blue" expires in 1 day' },
    { at: 5 * DAY, severity: 'critical', text: 'the refresh token "blue" expired just now' },
    { at: 5 * DAY, severity: 'info', text: 'a summary' },
  ],
  acts: [{ at: 8 * DAY, text: 'data-platform stores a new refresh token' }],
};

/** One refresh token, which expires on day 6. Each mint revokes the access token before it. */
export const nightlyExport: IntegrationTimeline = {
  ...searchPortal,
  name: 'nightly-export',
  owner: 'reporting',
  about: 'one refresh token; its owner ignores the warnings',
  credentials: [
    {
      name: 'default',
      kind: 'refresh-token',
      periods: [{ from: 0, to: 6 * DAY, expiresAt: 6 * DAY, ending: 'expired' }],
      accessTokens: Array.from({ length: 12 }, (_, half) => [
        (half * DAY) / 2,
        half === 11 ? 10 * DAY : DAY / 2,
        half === 11 ? DAY : DAY / 2,
        half === 11 ? 0 : 1,
      ]),
    },
  ],
  reads: { from: 0, count: 240, failed: 84, refusedOnce: [2 * DAY], failures: [[6.5 * DAY, 10 * DAY - 60]] },
  downtime: [[6.5 * DAY, 10 * DAY, 'its only refresh token expired']],
  acts: [],
};

/** Ten days of both integrations, with an outage on day 3 and an alarm on day 7. */
export const tenDays: Timeline = {
  startMs: Date.UTC(2027, 0, 1),
  end: 10 * DAY,
  shownAs: 'day',
  alarms: [{ at: 7 * DAY, severity: 'critical', text: 'alarm NobodySubscribed to oncall@example.com' }],
  outages: [[3 * DAY, 3 * DAY + 11 * 60]],
  integrations: [nightlyExport, searchPortal],
};
