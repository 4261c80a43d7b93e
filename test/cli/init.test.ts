import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CONTEXT_KEY, settingsOf } from '../../infra/settings-context.ts';
import { hasTerminal, openTerminal } from './terminal.ts';
import { MAIN, ROOT, runProcess } from './world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  copyFileSync(join(ROOT, 'cdk.json'), join(folder, 'cdk.json'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const environment = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
const init = (...options: string[]) =>
  runProcess(process.execPath, [MAIN, 'init', ...options], { environment, folder });
const cdkJson = () => readFileSync(join(folder, 'cdk.json'), 'utf8');
/** The keys of the file and of its settings, in their order. */
const keysIn = (lines: readonly string[]) => lines.flatMap((line) => line.match(/^ {2,6}"[^"]+"(?=:)/) ?? []);
const written = () =>
  z.looseObject({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(cdkJson()));

test('init without a terminal writes the given settings, and the CDK app accepts them', async () => {
  const before = cdkJson().split('\n');

  const { code, stdout } = await init(
    '--host=acme.alationcloud.com',
    '--email=data@acme.com',
    '--email=bi@acme.com',
    '--integration=tableau-lineage=bi-team',
    '--integration=loader',
  );

  expect(code).toBe(0);
  expect(stdout).toContain('cdk.json has the settings of tableau-lineage, loader. Nothing is deployed yet.');
  expect(stdout).toMatch(/Deploy: npx cdk deploy$/m);
  expect(written().context[CONTEXT_KEY]).toEqual({
    allowedHosts: ['acme.alationcloud.com'],
    alertEmails: ['data@acme.com', 'bi@acme.com'],
    operators: [],
    integrations: { 'tableau-lineage': { owner: 'bi-team' }, loader: {} },
  });
  expect(settingsOf(new App({ context: written().context }).node).alertEmails).toHaveLength(2);
  expect(keysIn(cdkJson().split('\n'))).toEqual(keysIn(before));
  // Every other line stays as it was.
  const after = new Set(cdkJson().split('\n'));
  expect(before.filter((line) => !after.has(line)).map((line) => line.trim())).toEqual([
    '"allowedHosts": [],',
    '"alertEmails": [],',
    '"integrations": {}',
  ]);
});

test('init accepts the address of Alation as the browser shows it', async () => {
  await init(
    '--host',
    'https://Acme.alationcloud.com/account/auth',
    '--email',
    'a@b.co',
    '--integration',
    'x',
  );

  expect(written().context[CONTEXT_KEY]).toMatchObject({ allowedHosts: ['acme.alationcloud.com'] });
});

test.each([
  [['--host', 'acme'], 'The host must be a name such as acme.alationcloud.com; got "acme"'],
  [['--email', 'data'], 'The address must be an e-mail address'],
  [['--integration', 'Tableau'], 'The name must have 1 to 64 characters of a-z, 0-9 and -'],
  [['--integration', 'tableau=bi;team'], 'The owner must have at most 256 characters'],
])('init refuses %j and changes nothing', async (wrong, problem) => {
  const before = cdkJson();
  const given = ['--host', 'acme.alationcloud.com', '--email', 'a@acme.com', '--integration', 'loader'];
  const kept = given.filter((_, index) => given[index - (index % 2)] !== wrong[0]);

  const { code, stderr } = await init(...kept, ...wrong);

  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(problem);
  expect(cdkJson()).toBe(before);
});

test('init without options and without a terminal names the missing value', async () => {
  const { code, stderr } = await init();

  expect(code).toBe(2);
  expect(stderr).toContain('Host of Alation');
});

test('init does not change a cdk.json that already has integrations', async () => {
  const options = ['--host', 'acme.alationcloud.com', '--email', 'a@acme.com', '--integration', 'loader'];
  await init(...options);
  const before = cdkJson();

  const { code, stderr } = await init(...options);

  expect(code).toBe(2);
  expect(stderr).toContain('cdk.json already has integrations (loader); nothing was changed');
  expect(cdkJson()).toBe(before);
});

test.each([
  ['no cdk.json', () => rmSync(join(folder, 'cdk.json')), 2, 'cannot be read'],
  ['a cdk.json that is not JSON', () => writeFileSync(join(folder, 'cdk.json'), '{'), 2, 'is not JSON'],
  [
    'a cdk.json without a context',
    () => writeFileSync(join(folder, 'cdk.json'), '{}'),
    2,
    'is not JSON with',
  ],
])('the error of init names the reason if there is %s', async (_, prepare, expected, problem) => {
  prepare();

  const { code, stderr } = await init('--host', 'a.b.co', '--email', 'a@b.co', '--integration', 'loader');

  expect(code).toBe(expected);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(problem);
});

test.skipIf(process.getuid?.() === 0)('init reports a cdk.json that it is not allowed to write', async () => {
  chmodSync(join(folder, 'cdk.json'), 0o400);

  const { code, stderr } = await init('--host', 'a.b.co', '--email', 'a@b.co', '--integration', 'loader');

  expect(code).toBe(1);
  expect(stderr).toContain('cannot be written');
});

test.skipIf(!hasTerminal)('init in a terminal asks until every value is valid', async () => {
  const terminal = openTerminal([process.execPath, MAIN, 'init'], { environment, folder });
  await terminal.shows('Host of Alation');
  terminal.type('acme.alationcloud.com\r');
  await terminal.shows('E-mail address for alerts');
  terminal.type('data@acme.com\r');
  await terminal.shows('Name of an integration');
  terminal.type('Tableau\r');
  await terminal.shows('must have 1 to 64');
  terminal.type('\u0015tableau\r');
  await terminal.shows('Owner of tableau');
  terminal.type('\r');
  await terminal.shows('Add another integration?');
  terminal.type('y\r');
  await terminal.shows('Name of an integration');
  terminal.type('loader\r');
  await terminal.shows('Owner of loader');
  terminal.type('bi-team\r');
  await terminal.shows('Add another integration?');
  terminal.type('\r');

  expect(await terminal.ended()).toBe(0);
  expect(written().context[CONTEXT_KEY]).toMatchObject({
    integrations: { tableau: {}, loader: { owner: 'bi-team' } },
  });
});
