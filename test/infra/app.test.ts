import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import cdk from '../../cdk.json' with { type: 'json' };
import { CONTEXT_KEY, settingsOf } from '../../infra/settings-context.ts';
import { SettingsError } from '../../infra/settings-error.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the app reads its settings from the context', () => {
  const { node } = new App({ context: { [CONTEXT_KEY]: { integrations: { tableau: {} }, prefix: 'prod' } } });

  expect(settingsOf(node)).toMatchObject({ prefix: 'prod', integrations: { tableau: {} } });
});

test('the app reads its settings from a file that the context names', () => {
  const path = join(folder, 'prod.json');
  writeFileSync(path, JSON.stringify({ integrations: { tableau: {} }, prefix: 'prod' }));

  expect(settingsOf(new App({ context: { [CONTEXT_KEY]: path } }).node)).toMatchObject({ prefix: 'prod' });
});

test('synthesis fails if the settings file is missing', () => {
  const path = join(folder, 'prod.json');

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: path } }).node)).toThrow(
    `alation-token-rotator must be an object of settings or the path of a JSON file, got: "${path}", which cannot be read`,
  );
});

test('synthesis fails on a settings file that is not JSON, and the error does not quote the file', () => {
  const path = join(folder, 'prod.json');
  writeFileSync(path, 'canary-value');

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: path } }).node)).toThrow(
    new SettingsError(`alation-token-rotator must name a file with valid JSON, got: "${path}"`),
  );
});

test('the error shows no password if settings stand in place of the path of a file', () => {
  const given = '{"httpsProxy":"http://svc:canary-value@proxy.example.com"}';

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: given } }).node)).toThrow(
    'alation-token-rotator must be an object of settings or the path of a JSON file, got: "…@proxy.example.com\\"}"',
  );
});

test.each([
  ['the cdk.json of this project', cdk.context[CONTEXT_KEY]],
  ['no settings', undefined],
  ['null', null],
  ['settings without integrations', { alertEmails: ['bi@example.com'] }],
])('with %s the app says what to fill in, and which command can do it', (_, settings) => {
  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: settings } }).node)).toThrow(
    new SettingsError(
      [
        'nothing is deployed, because the settings of alation-token-rotator name no integration. Fill in cdk.json, under alation-token-rotator:',
        '- integrations: a name for each consumer of Alation, e.g. {"tableau-lineage": {"owner": "bi-team"}}',
        '- allowedHosts: the host of your Alation, e.g. ["acme.alationcloud.com"]',
        '- operators: the IAM roles that may read credentials, e.g. ["arn:aws:iam::111122223333:role/operator"]',
        '- alertEmails: the addresses that receive alerts',
        'Or let a command ask for them and write them: npx alation-tokens init',
      ].join('\n'),
    ),
  );
});

test('the error names an empty settings file and what to fill in', () => {
  const file = join(folder, 'dev.json');
  writeFileSync(file, '{}');

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: file } }).node)).toThrow(
    `Fill in ${JSON.stringify(file)}:`,
  );
});

test('cdk.json names no host, operator, recipient or integration', () => {
  expect(cdk.context[CONTEXT_KEY]).toEqual({
    allowedHosts: [],
    operators: [],
    alertEmails: [],
    integrations: {},
  });
});

test('cdk.json has the recommended feature flags', () => {
  const { context } = cdk;
  const recommended = z
    .record(z.string(), z.unknown())
    .parse(
      JSON.parse(
        readFileSync('node_modules/aws-cdk/lib/init-templates/.recommended-feature-flags.json', 'utf8'),
      ),
    );

  expect(context).toMatchObject(recommended);
});
