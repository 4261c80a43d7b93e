import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { run } from '../../../local/run/run.ts';
import type { RunResult } from '../../../local/run/result.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Includes the expiry of the first refresh token on day 30 and the outage on day 40. */
const DAYS = 42;

let result: RunResult;
const timeline: string[] = [];

beforeAll(async () => {
  ({ result } = await run({ days: DAYS, seed: 7, print: (line) => timeline.push(line) }));
}, 300_000);

const npmStart = (...options: readonly string[]) =>
  promisify(execFile)('npm', ['start', '--silent', '--', ...options], { cwd: ROOT });
const twoDays = async () => (await npmStart('--json', '--days', '2', '--seed', '3')).stdout;

/** They share a refresh token for a day, so each mint for one revokes the access token of the other. */
const sharing = ['nightly-export', 'team-notebook'];
const alone = () => result.integrations.filter(({ name }) => !sharing.includes(name));
const named = (name: string) => result.integrations.find((integration) => integration.name === name);

test('consumers call once an hour, and no call fails while a credential is active', () => {
  expect(result.integrations.map(({ name }) => name)).toEqual([
    'nightly-export',
    'search-portal',
    'dbt-docs',
    'quality-checks',
    'glossary-sync',
    'lineage-sync',
    'team-notebook',
  ]);
  for (const integration of alone()) {
    expect(integration).toMatchObject({
      consumerReads: DAYS * 24,
      consumerFailures: 0,
      hoursWithoutActiveToken: 0,
      guaranteeKept: true,
    });
  }
});

test('in an outage of the token endpoints integrations with two credentials have no downtime', () => {
  const during = timeline.filter((line) => line.startsWith('day  40'));
  expect(during).toContainEqual(expect.stringContaining('answers 503 on its token endpoints for 11 hours'));
  expect(during).toContainEqual(expect.stringContaining('answers again on its token endpoints'));
  for (const name of ['search-portal', 'quality-checks']) {
    expect(named(name)).toMatchObject({ consumerFailures: 0, hoursWithoutActiveToken: 0 });
  }
  // Where more than a third of the lifetime is left until the end, the failure waits for the daily mail.
  for (const what of ['rotation has been failing', 'rotation works again.']) {
    expect(during).toContainEqual(expect.stringContaining(`nightly-export: ${what}`));
  }
});

const shared = (name: string, other: string) =>
  `${name}: the integration "${other}" uses the same credential "default" (contested since 2027-01-06 10:15 UTC).`;

test('a refresh token that two integrations share is alerted to both, daily, until one of them has its own', () => {
  const lines = timeline
    .filter((line) => /^day {3}[56] /.test(line))
    .map((line) => line.replace(/alert to [a-z-]+: /, ''));
  for (const time of ['day   5  10:15', 'day   6  08:00']) {
    expect(lines).toContain(`${time}  ${shared('nightly-export', 'team-notebook')}`);
    expect(lines).toContain(`${time}  ${shared('team-notebook', 'nightly-export')}`);
  }
  for (const name of sharing) {
    expect(lines).toContainEqual(expect.stringContaining(`day   6  10:15  ${name}: nobody else mints`));
    expect(named(name)?.consumerFailures).toBeGreaterThan(0);
  }
  expect(timeline.filter((line) => line.includes('uses the same credential'))).toHaveLength(4);
});

test('an access token is renewed two to three times a day', () => {
  for (const { rotations } of alone()) {
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

test('a consumer reads the secret a second time only where an integration has one credential', () => {
  expect(named('quality-checks')?.consumerSecondReads).toBe(0);
  expect(named('nightly-export')?.consumerSecondReads).toBeGreaterThan(0);
});

test('OAuth clients cause no warnings', () => {
  expect(named('quality-checks')?.warnings).toEqual([]);
  expect(timeline.join('\n')).toContain('removes the refresh token of lineage-sync');
});

test('the timeline shows the actions of owners, Alation and the warner', () => {
  expect(timeline).toContain(
    'day  30  00:00  alert to data-platform: search-portal: the refresh token "blue" expired just now, on 2027-01-31 00:00 UTC.',
  );
  expect(timeline.some((line) => line.includes('signs its JWTs with a new key'))).toBe(true);
});

test('a warning names the remaining days or hours, and an owner gets a summary on the first day of a month', () => {
  const lines = timeline.join('\n');
  for (const words of ['14 days', '7 days', '3 days', '40 h']) {
    expect(lines).toContain(`search-portal: the refresh token "blue" expires in ${words}, on 2027-01-31`);
  }
  expect(lines).toContain(
    'alert to governance: Summary of 2027-02-01 08:00 UTC: all 2 integrations are well.',
  );
});

test('with --json the command prints only JSON, and the same JSON for the same seed', async () => {
  const [one, other] = await Promise.all([twoDays(), twoDays()]);
  expect(JSON.parse(one)).toMatchObject({ days: 2, seed: 3, integrations: expect.any(Array) });
  expect(other).toBe(one);
});

test('a wrong option is refused with the allowed values', async () => {
  await expect(npmStart('--days', 'many')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed: a whole number from 1 to 1000.'),
  });
});
