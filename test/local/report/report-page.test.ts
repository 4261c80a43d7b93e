import { beforeAll, expect, test } from 'vitest';
import { pageScript } from '../../../local/report/page-script.ts';
import { reportPage } from '../../../local/report/report-page.ts';
import { run } from '../../../local/run/run.ts';
import type { Timeline } from '../../../picture/timeline.ts';
import { nightlyExport, searchPortal, tenDays } from '../../picture/example-timeline.ts';
import { repeated } from './repeated.ts';

let script: string;
let fourDays: Timeline;
const pageOf = (timeline: Timeline) => reportPage(timeline, { seed: 1, script });
const kilobytes = (text: string) => Buffer.byteLength(text) / 1_000;

beforeAll(async () => {
  script = await pageScript('report');
  ({ timeline: fourDays } = await run({ days: 4, seed: 1, show: () => undefined }));
});

test('a run of four days is recorded with its access tokens, reads and acts', () => {
  const named = (name: string) => fourDays.integrations.find((integration) => integration.name === name);
  expect(fourDays).toMatchObject({ end: 4 * 24 * 60, shownAs: 'day' });
  const [single] = named('dbt-docs')?.credentials ?? [];
  expect(single?.periods).toEqual([{ from: 0, to: 5760, expiresAt: 60 * 24 * 60, ending: undefined }]);
  // The next mint revoked each access token. Only the newest access token is not revoked.
  expect(single?.accessTokens.filter(([, , , revoked]) => revoked === 0)).toHaveLength(1);
  const both = named('search-portal')?.credentials ?? [];
  expect(both.map(({ name }) => name)).toEqual(['blue', 'green']);
  // A replaced access token stays active until its expiry, or until the same credential mints again.
  const replaced = both.flatMap(({ accessTokens }) => accessTokens).filter(([at]) => at < 3 * 24 * 60);
  expect(replaced.every(([, published, active]) => active > published)).toBe(true);
  expect(named('search-portal')).toMatchObject({
    reads: { count: 96, failed: 0 },
    downtime: [],
    acts: [{ at: 0, text: 'data-platform stores the credentials of search-portal: blue, green' }],
  });
});

test('the report of 76 days is below 150 KB, and of 400 days below 500 KB', () => {
  expect(kilobytes(pageOf(repeated(fourDays, 19)))).toBeLessThan(150);
  expect(kilobytes(pageOf(repeated(fourDays, 100)))).toBeLessThan(500);
});

test('two cards compare an integration with one credential and an integration with two credentials', () => {
  const page = pageOf(tenDays);
  expect(page).toContain('<p class="figure">84 failed reads</p>');
  expect(page).toContain(
    '<b>nightly-export</b>: its only refresh token expired on day 6, and its owner did not replace it. Its consumer had no active access token for 3 days, because its only refresh token expired.',
  );
  expect(page).toContain('<p class="figure">0 failed reads</p>');
  expect(page).toContain(
    '<b>search-portal</b>: one of its refresh tokens expired. Its owner replaced an expired refresh token only days later.',
  );
});

test('the report of a run in which no refresh token expired has no cards', () => {
  expect(pageOf(fourDays)).not.toContain('class="card"');
});

test('the report has a section, a picture and a verdict for each integration', () => {
  const page = pageOf(tenDays);
  for (const { name } of [nightlyExport, searchPortal]) {
    expect(page).toContain(`<h2>${name}</h2>`);
    expect(page).toContain(`data-integration="${name}"><svg`);
  }
  expect(page).toContain('✕ 84 of 240 reads failed<span>, 1 refused once</span>');
});

test('the table has all outages, alerts, alarms and acts, in the order of their times', () => {
  const rows = [...pageOf(tenDays).matchAll(/<tr><td>(.*?)<td>(.*?)<td>(.*?)<td>(.*?)(?=<)/g)].map(
    ([, ...cells]) => cells.join(' | '),
  );
  expect(rows).toEqual([
    'day 3 00:00 | Alation | outage | token endpoints down for 11 h',
    expect.stringMatching(/^day 4 00:00 \| nightly-export \| warning to reporting \| the refresh token/),
    expect.stringMatching(/^day 4 00:00 \| search-portal \| warning to data-platform/),
    expect.stringMatching(/^day 5 00:00 \| nightly-export \| critical to reporting/),
    expect.stringMatching(/^day 5 00:00 \| nightly-export \| info/),
    expect.stringMatching(/^day 5 00:00 \| search-portal \| critical to data-platform/),
    expect.stringMatching(/^day 5 00:00 \| search-portal \| info/),
    'day 7 00:00 | all | alarm | alarm NobodySubscribed to oncall@example.com',
    'day 8 00:00 | search-portal | act | data-platform stores a new refresh token',
  ]);
});

test('the report loads nothing', () => {
  expect(pageOf(tenDays).match(/(?:src|href|url\()=?["'(]?(?!data:)[a-z/]/g)).toBeNull();
});
