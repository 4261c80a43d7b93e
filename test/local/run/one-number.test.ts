import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { projectPath } from '../../../infra/project-path.ts';
import { examplePair } from '../../../local/report/example-pair.ts';
import { reportPage } from '../../../local/report/report-page.ts';
import { type Run, run } from '../../../local/run/run.ts';
import { stories } from '../../../local/run/stories.ts';
import { conclusion } from '../../../local/run/verdict.ts';

/** The run ends a day after the shared refresh token expires. Two integrations used it for a day. */
const DAYS = 62;
const names = new Set(['nightly-export', 'search-portal', 'team-notebook']);

const textOf = (path: string) => readFileSync(projectPath(path), 'utf8');

let terminal: readonly string[];
let page: string;
let failures: readonly number[];

beforeAll(async () => {
  const { result, timeline }: Run = await run({
    days: DAYS,
    seed: 1,
    stories: stories.filter(({ integration }) => names.has(integration)),
    show: () => undefined,
  });
  terminal = conclusion({ ...result, comparesExpiries: examplePair(timeline) !== undefined });
  page = reportPage(timeline, { seed: 1, script: '' });
  failures = result.integrations.map(({ consumerFailures }) => consumerFailures);
}, 300_000);

test('terminal, picture and card show the same number of failed reads', () => {
  const [single = 0, , notebook = 0] = failures;
  expect(terminal[0]).toContain(`: ${single + notebook} of ${3 * 24 * DAYS} consumer reads failed.`);
  expect(terminal).toContain(`✗ nightly-export  ${single} of 1488 reads failed`);
  expect(terminal).toContain(`✗ team-notebook   ${notebook} of 1488 reads failed`);
  expect(page).toContain(`<p class="figure">${single} failed reads</p>`);
  const inPictures = [...page.matchAll(/ (\d+) of 1488 reads failed\./g)].map(([, count]) => Number(count));
  const besideNames = [...page.matchAll(/[✓✕] (\d+) of 1,488 reads failed</g)].map(([, count]) =>
    Number(count),
  );
  expect(inPictures).toEqual(failures);
  expect(besideNames).toEqual(failures);
});

test('terminal and card name the causes, and no cause that did not happen', () => {
  expect(terminal.slice(2)).toEqual([
    expect.stringContaining('✗ nightly-export'),
    '  down 33 h: its only refresh token expired',
    '  down 12 h: the integration "team-notebook" uses the same credential "default"',
    expect.stringContaining('✓ search-portal'),
    expect.stringContaining('✗ team-notebook'),
    '  down 11 h: the integration "nightly-export" uses the same credential "default"',
    '',
    'Two credentials: no read failed. Each integration marked ✗ has one credential.',
  ]);
  expect(page).toContain(
    'Its consumer had no active access token for 33 h, because its only refresh token expired; and for 12 h, because the integration &#34;team-notebook&#34; uses',
  );
});

test('the README and its picture show the same number of failed reads', () => {
  const [, failed, reads] = /✗ nightly-export +(\d+) of (\d+) reads failed/.exec(textOf('README.md')) ?? [];
  expect(Number(failed)).toBeGreaterThan(0);
  expect(textOf('docs/pictures/weeks-light.svg')).toContain(
    `nightly-export: one refresh token; the owner ignores warnings. Credentials: default. ${failed} of ${reads} reads failed.`,
  );
});
