import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { run, START_MS } from '../../../local/run/run.ts';
import type { RunResult } from '../../../local/run/result.ts';
import type { Timeline } from '../../../picture/timeline.ts';
import { dayOf, type TimelineEntry } from '../../../local/run/timeline.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Includes the expiry of the first refresh token on day 30 and the outage on day 40. */
const DAYS = 42;

let result: RunResult;
let picture: Timeline;
const timeline: string[] = [];
const progress: number[] = [];

/** `day 5 10:15 critical to reporting: nightly-export: …`, without any folding. */
function textOf(entry: TimelineEntry): string {
  const time = `day ${dayOf(START_MS, entry.at)} ${new Date(entry.at).toISOString().slice(11, 16)}`;
  if (entry.kind !== 'alert') return `${time} ${entry.sentence}`;
  const { severity, owner, integration = 'summary', sentence } = entry;
  return `${time} ${severity} to ${owner}: ${integration}: ${sentence}`;
}

beforeAll(async () => {
  ({ result, timeline: picture } = await run({
    days: DAYS,
    seed: 7,
    show: (entry) => timeline.push(textOf(entry)),
    onProgress: (day) => progress.push(day),
  }));
}, 300_000);

const npmStart = (...options: readonly string[]) =>
  promisify(execFile)('npm', ['start', '--silent', '--', ...options], { cwd: ROOT });
const twoDays = async () => (await npmStart('--json', '--days', '2', '--seed', '3')).stdout;

/** These integrations share a refresh token for a day: each mint for one revokes the access token of the other. */
const sharing = ['nightly-export', 'team-notebook'];
const notSharing = () => result.integrations.filter(({ name }) => !sharing.includes(name));
const named = (name: string) => result.integrations.find((integration) => integration.name === name);

test('each consumer reads once an hour, and no read fails if no other integration has the same credential', () => {
  expect(result.integrations.map(({ name }) => name)).toEqual([
    'nightly-export',
    'search-portal',
    'dbt-docs',
    'quality-checks',
    'glossary-sync',
    'lineage-sync',
    'team-notebook',
  ]);
  for (const integration of notSharing()) {
    expect(integration).toMatchObject({
      consumerReads: DAYS * 24,
      consumerFailures: 0,
      hoursWithoutActiveToken: 0,
      guaranteeKept: true,
    });
  }
});

test('in an outage of the token endpoints integrations with two credentials have no downtime', () => {
  const during = timeline.filter((line) => line.startsWith('day 40 '));
  expect(during).toContainEqual(expect.stringContaining('answers 503 on its token endpoints for 11 hours'));
  expect(during).toContainEqual(expect.stringContaining("Alation's token endpoints work again"));
  for (const name of ['search-portal', 'quality-checks']) {
    expect(named(name)).toMatchObject({ consumerFailures: 0, hoursWithoutActiveToken: 0 });
  }
  // The rotation of an integration with one credential fails, and works again after the outage.
  for (const what of ['rotation has been failing', 'rotation works again.']) {
    expect(during).toContainEqual(expect.stringContaining(`nightly-export: ${what}`));
  }
});

const shared = (name: string, other: string) =>
  `${name}: the integration "${other}" uses the same credential "default" (contested since 2027-01-06 10:15 UTC).`;

test('the owners of two integrations with one refresh token get a daily alert until one integration has its own refresh token', () => {
  for (const time of ['day 5 10:15', 'day 6 08:00']) {
    expect(timeline).toContain(`${time} critical to reporting: ${shared('nightly-export', 'team-notebook')}`);
    expect(timeline).toContain(`${time} critical to reporting: ${shared('team-notebook', 'nightly-export')}`);
  }
  for (const name of sharing) {
    expect(timeline).toContain(
      `day 6 10:15 info to reporting: ${name}: no other program or person mints from the credentials of this integration any more.`,
    );
    expect(named(name)?.consumerFailures).toBeGreaterThan(0);
  }
  expect(timeline.filter((line) => line.includes('uses the same credential'))).toHaveLength(4);
});

test('when the subscription of one operator address ends, the other address receives an alarm, which ends after the first address is subscribed again', () => {
  const about = timeline.filter((line) => /operators@|NobodySubscribed/.test(line));
  expect(about).toEqual([
    'day 12 03:00 a mail scanner follows the unsubscribe link in a mail to operators@example.com',
    'day 12 08:00 alarm NobodySubscribed to oncall@example.com: operators@example.com receives nothing, because its subscription has ended',
    'day 13 10:00 an operator subscribes operators@example.com again and confirms the subscription',
    'day 14 08:00 alarm NobodySubscribed ends: every declared subscription is confirmed',
  ]);
});

test('the progress of the run grows to its last day', () => {
  expect(progress.at(-1)).toBe(DAYS);
  expect(progress).toEqual(progress.toSorted((one, other) => one - other));
});

test('the rotator rotates the access token of each integration two to three times a day', () => {
  for (const { rotations } of notSharing()) {
    expect(rotations).toBeGreaterThanOrEqual(DAYS * 2);
    expect(rotations).toBeLessThanOrEqual(DAYS * 3);
  }
});

test('the owner of a refresh token is warned at each stage before its expiry and at its expiry', () => {
  const blue = named('search-portal')?.warnings.filter(({ credential }) => credential === 'blue');
  expect(blue).toEqual([
    { day: 15, stage: 14, credential: 'blue' },
    { day: 22, stage: 7, credential: 'blue' },
    { day: 26, stage: 3, credential: 'blue' },
    { day: 28, stage: 1, credential: 'blue' },
    { day: 30, stage: 'expired', credential: 'blue' },
  ]);
});

test('a consumer reads the secret a second time only if the integration has one credential', () => {
  expect(named('quality-checks')?.consumerSecondReads).toBe(0);
  expect(named('nightly-export')?.consumerSecondReads).toBeGreaterThan(0);
});

test('OAuth clients cause no warnings', () => {
  expect(named('quality-checks')?.warnings).toEqual([]);
});

test('the timeline shows the actions of owners, Alation and the warner', () => {
  expect(timeline).toContain(
    'day 30 00:00 warning to data-platform: search-portal: the refresh token "blue" expired just now, on 2027-01-31 00:00 UTC.',
  );
  expect(timeline.some((line) => line.includes('signs its JWTs with a new key'))).toBe(true);
  expect(timeline.some((line) => line.includes('removes the refresh token of lineage-sync'))).toBe(true);
});

test('a warning names the remaining days or hours, and an owner gets a summary on the first day of a month', () => {
  const lines = timeline.join('\n');
  for (const words of ['14 days', '7 days', '3 days', '40 h']) {
    expect(lines).toContain(`search-portal: the refresh token "blue" expires in ${words}, on 2027-01-31`);
  }
  expect(lines).toContain('day 31 08:00 info to governance: summary: all 2 integrations are well.');
});

test('with --json the command prints only JSON, and the same JSON for the same seed', async () => {
  const [one, other] = await Promise.all([twoDays(), twoDays()]);
  expect(JSON.parse(one)).toMatchObject({ days: 2, seed: 3, integrations: expect.any(Array) });
  expect(other).toBe(one);
});

const drawn = (name: string) => picture.integrations.find((integration) => integration.name === name);
/** Why the periods of a credential ended, and on which day. */
const endings = (integration: string, credential: string) =>
  drawn(integration)
    ?.credentials.find(({ name }) => name === credential)
    ?.periods.map(({ ending, to }) => [ending, Math.floor(to / (24 * 60))]);

test('the picture shows why each period of a credential ended', () => {
  expect(endings('search-portal', 'blue')).toEqual([
    ['expired', 30],
    [undefined, DAYS],
  ]);
  expect(endings('lineage-sync', 'api-key')).toEqual([['removed', 27]]);
  expect(endings('glossary-sync', 'green')?.[0]).toEqual(['renewed', 18]);
  // Its owner stores the refresh token of another integration, and a day later a new refresh token.
  expect(endings('team-notebook', 'default')).toEqual([
    ['replaced', 5],
    ['replaced', 6],
    [undefined, DAYS],
  ]);
});

test('the picture shows the outage and the alarm', () => {
  const day = 24 * 60;
  expect(picture).toMatchObject({ end: DAYS * day, outages: [[40 * day + 120, 40 * day + 780]] });
  expect(picture.alarms.map(({ at, severity }) => [Math.floor(at / day), severity])).toEqual([
    [12, 'critical'],
    [14, 'info'],
  ]);
});

test('npm start refuses a wrong option and names the allowed values', async () => {
  await expect(npmStart('--days', 'many')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed: a whole number from 1 to 1000.'),
  });
});
