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
    `alation-token-rotator must be an object of settings or the path of a JSON file, got: "${path}", which does not exist`,
  );
});

test('synthesis fails on a settings file that is not JSON, without quoting it', () => {
  const path = join(folder, 'prod.json');
  writeFileSync(path, 'canary-value');

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: path } }).node)).toThrow(
    new SettingsError(`alation-token-rotator must name a file with valid JSON, got: "${path}"`),
  );
});

test('the error shows no password of settings in place of a file', () => {
  const given = '{"httpsProxy":"http://svc:canary-value@proxy.example.com"}';

  expect(() => settingsOf(new App({ context: { [CONTEXT_KEY]: given } }).node)).toThrow(
    'alation-token-rotator must be an object of settings or the path of a JSON file, got: "…@proxy.example.com\\"}"',
  );
});

test('cdk.json has valid settings and the recommended feature flags', () => {
  const { context } = cdk;
  const recommended = z
    .record(z.string(), z.unknown())
    .parse(
      JSON.parse(
        readFileSync('node_modules/aws-cdk/lib/init-templates/.recommended-feature-flags.json', 'utf8'),
      ),
    );

  expect(Object.keys(settingsOf(new App({ context }).node).integrations).length).toBeGreaterThan(0);
  expect(context).toMatchObject(recommended);
});
