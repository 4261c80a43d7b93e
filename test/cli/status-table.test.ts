import { expect, test } from 'vitest';
import type { IntegrationStatus } from '../../cli/status/integration-status.ts';
import { statusTable } from '../../cli/status/status-table.ts';
import { mostUrgentFirst } from '../../cli/status/urgency.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  NOW,
  VERSION,
} from '../functions/rotation/state-fixture.ts';
import { statusOf } from './status-of.ts';

const refreshToken = (name: string, days: number) =>
  credentialState({ name, expiresAt: NOW + days * DAY_MS + HOUR_MS, expirySource: 'reported' });
const accessTokenFor = (hours: number) =>
  accessTokenState({ issuedAt: NOW - HOUR_MS, expiresAt: NOW + hours * HOUR_MS });
const failing = (hours: number): Partial<IntegrationState> => ({
  accessToken: accessTokenFor(hours),
  status: { state: 'failing', code: 'AlationUnavailable', since: NOW - HOUR_MS },
  backoff: { versionId: VERSION, attempts: 2, nextAttemptAt: NOW + HOUR_MS },
});

const statuses = [
  statusOf('data-platform-search', { credentials: [refreshToken('data-platform-search-a', 59)] }),
  statusOf('dbt-docs', { credentials: [refreshToken('default', 5)] }),
  statusOf('lineage', {
    credentials: [
      refreshToken('lineage-a', 59),
      refreshToken('lineage-b', 30),
      refreshToken('lineage-c', 45),
    ],
  }),
  statusOf('loader', failing(7)),
  statusOf('nightly-export', failing(-38)),
  statusOf('paused-one', { paused: true }),
  statusOf('portal', { credentials: [refreshToken('portal-a', 2), credentialState({ name: 'portal-b' })] }),
  statusOf('tableau', {
    credentials: [refreshToken('tableau-a', 40), credentialState({ name: 'tableau-b', state: 'rejected' })],
  }),
  statusOf(
    'waiting',
    { accessToken: undefined, credentials: [], acceptedVersion: undefined },
    { versionId: undefined },
  ),
];

const linesOf = (width: number | undefined, shown: readonly IntegrationStatus[]) => {
  const { head, rows } = statusTable(width, mostUrgentFirst(shown), NOW);
  return [...head, ...rows.flat()];
};

test('status at 120 columns shows a line for each integration, the most urgent first', () => {
  const lines = linesOf(120, statuses);

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    INTEGRATION           STATE                 ACCESS TOKEN      CREDENTIALS                   NEXT ATTEMPT   LAST ROTATION
    nightly-export        failing               expired 38 h ago  a 50 days                     in 1 h         1 h ago
    loader                failing               7 h left          a 50 days                     in 1 h         1 h ago
    portal                fresh                 23 h left         a 49 h, b 50 days             in about 10 h  1 h ago
    dbt-docs              fresh                 23 h left         default 5 days                in about 10 h  1 h ago
    tableau               fresh                 23 h left         b rejected, a 40 days         in about 10 h  1 h ago
    waiting               awaiting-credentials  -                 -                             -              -
    paused-one            paused                23 h left         a 50 days                     -              1 h ago
    lineage               fresh                 23 h left         b 30 days, c 45 days, 1 more  in about 10 h  1 h ago
    data-platform-search  fresh                 23 h left         a 59 days                     in about 10 h  1 h ago
    "
  `);
});

test('status at 80 columns shows a line for each integration', () => {
  const lines = linesOf(80, statuses);

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines).toHaveLength(statuses.length + 1);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    INTEGRATION           STATE                 ACCESS TOKEN      CREDENTIALS
    nightly-export        failing               expired 38 h ago  a 50 days
    loader                failing               7 h left          a 50 days
    portal                fresh                 23 h left         a 49 h, 1 more
    dbt-docs              fresh                 23 h left         default 5 days
    tableau               fresh                 23 h left         b rejected, 1 more
    waiting               awaiting-credentials  -                 -
    paused-one            paused                23 h left         a 50 days
    lineage               fresh                 23 h left         b 30 days, 2 more
    data-platform-search  fresh                 23 h left         a 59 days
    "
  `);
});

test('status shortens a long name at 80 columns, and prints the full name to a pipe', () => {
  const name = 'a-very-long-name-of-an-integration-that-has-64-characters-in-all';
  const long = [statusOf(name, { credentials: [refreshToken(`${name.slice(0, 38)}-a`, 59)] })];

  const lines = linesOf(80, long);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/^a-very-long-name-of-[a-z0-9-]*… +fresh/);
  expect(linesOf(undefined, long)[1]).toContain(name);
});

test('the order of failing integrations follows the expiry of their access tokens', () => {
  const failures = [statusOf('c', failing(9)), statusOf('a', failing(2)), statusOf('b', failing(-5))];
  expect(mostUrgentFirst(failures).map(({ integration }) => integration)).toEqual(['b', 'a', 'c']);
});

test('integrations of the same urgency are in the order of their names', () => {
  const client = credentialState({ kind: 'oauth-client', expiresAt: undefined, expirySource: undefined });
  const same = ['b', 'c', 'a'].map((name) => statusOf(name, { credentials: [client] }));
  expect(mostUrgentFirst(same).map(({ integration }) => integration)).toEqual(['a', 'b', 'c']);
});
