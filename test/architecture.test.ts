import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, importsOf, sourceFiles } from './support/imports.ts';
import type { Import, SourceFile } from './support/imports.ts';

const ROOT = join(import.meta.dirname, '..');
/** Tests may import everything, and some hold imports as text: they are left out. */
const files = sourceFiles(ROOT, ['functions', 'infra', 'cli', 'local']);

/** Who may import what of ours. The first rule whose `from` fits a file is its rule. */
interface DirectionRule {
  readonly from: RegExp;
  readonly ours: RegExp;
  readonly packages: RegExp;
}

const ANY_PACKAGE = /^(?!\.|\?)/;

const directions: readonly DirectionRule[] = [
  { from: /^functions\/contract\.ts$/, ours: /(?!)/, packages: /(?!)/ },
  {
    from: /^functions\/rotation\//,
    ours: /^functions\/(rotation\/|contract\.ts$)/,
    packages: /^(node:crypto|node:util|zod\/mini|p-limit)$/,
  },
  {
    from: /^functions\/expiry\//,
    ours: /^functions\/(expiry\/|rotation\/|contract\.ts$)/,
    packages: /^(node:crypto|zod\/mini|p-limit)$/,
  },
  {
    from: /^functions\/alation\//,
    ours: /^functions\/(alation\/|contract\.ts$|rotation\/(ports|access-token|credential|rotation-error|sensitive)\.ts$)/,
    packages: /^(?!@aws-sdk\/|aws-|@middy\/|\.|\?)/,
  },
  {
    from: /^functions\/aws\//,
    ours: /^functions\/(aws\/|contract\.ts$|expiry\/ports\.ts$|rotation\/(ports|rotation-error|sensitive)\.ts$)/,
    packages: /^(@aws-sdk\/|@smithy\/|node:|p-limit$|zod\/mini$)/,
  },
  { from: /^functions\/runtime\//, ours: /^functions\//, packages: ANY_PACKAGE },
  { from: /^functions\/[^/]+\.ts$/, ours: /^functions\//, packages: ANY_PACKAGE },
  { from: /^infra\//, ours: /^(infra\/|functions\/contract\.ts$|cdk\.json$)/, packages: ANY_PACKAGE },
  { from: /^cli\//, ours: /^(cli|functions)\//, packages: ANY_PACKAGE },
  { from: /^local\//, ours: /^(local|functions|infra)\//, packages: ANY_PACKAGE },
];

const isOurs = ({ target }: Import) =>
  /^(functions|infra|cli|local|test)\//.test(target) || target === 'cdk.json';

/** `a → b` for every import that points the wrong way. */
function wrongDirections(sources: readonly SourceFile[]): readonly string[] {
  return sources.flatMap((file) => {
    const rule = directions.find(({ from }) => from.test(file.path));
    if (rule === undefined) return [`${file.path} stands in no known folder`];
    return importsOf(file)
      .filter((one) => !(isOurs(one) ? rule.ours : rule.packages).test(one.target))
      .map(({ target }) => `${file.path} → ${target}`);
  });
}

/** What a decision must get as an argument. */
const impurities: readonly (readonly [string, RegExp])[] = [
  ['Date.now', /\bDate\s*\.\s*now\b/],
  ['new Date()', /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/],
  ['performance.now', /\bperformance\s*\.\s*now\b/],
  ['Math.random', /\bMath\s*\.\s*random\b/],
  ['random bytes', /\brandom(?:UUID|Bytes|Int|FillSync|Fill)\b|\bgetRandomValues\b/],
  ['a timer', /\b(?:setTimeout|setInterval|setImmediate)\b|\bAbortSignal\s*\.\s*timeout\b/],
  ['fetch', /(?<![.\w])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/],
  ['process', /\bprocess\s*\./],
  ['console', /\bconsole\s*\./],
];

/** `file: what` for every impurity in the domain. */
function impuritiesIn(sources: readonly SourceFile[]): readonly string[] {
  return sources
    .filter(({ path }) => /^functions\/(?:rotation|expiry)\//.test(path))
    .flatMap((file) =>
      impurities.filter(([, pattern]) => pattern.test(codeOf(file))).map(([name]) => `${file.path}: ${name}`),
    );
}

test('every import points in the direction of the layout', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(wrongDirections(files)).toEqual([]);
});

test('the domain has no clock, no randomness, no input and no output of its own', () => {
  expect(impuritiesIn(files)).toEqual([]);
});

test('nothing but tests imports tests, and no file of functions imports infra, cli or local', () => {
  const crossing = files.flatMap((file) =>
    importsOf(file).map(({ target }) => ({ from: file.path, to: target })),
  );
  expect(crossing.filter(({ to }) => to.startsWith('test/'))).toEqual([]);
  const outOfFunctions = crossing.filter(
    ({ from, to }) => from.startsWith('functions/') && /^(infra|cli|local)\//.test(to),
  );
  expect(outOfFunctions).toEqual([]);
});

test('every relative import names a file that is there', () => {
  const there = new Set(files.map(({ path }) => path));
  const dangling = files.flatMap((file) =>
    importsOf(file)
      .filter((one) => isOurs(one) && one.target.endsWith('.ts') && !there.has(one.target))
      .map(({ target }) => `${file.path} → ${target}`),
  );
  expect(dangling).toEqual([]);
});

test('the functions that run when a Lambda starts import zod/mini and never all of zod', () => {
  const whole = files.filter(
    (file) => file.path.startsWith('functions/') && importsOf(file).some(({ target }) => target === 'zod'),
  );
  expect(whole).toEqual([]);
});

test.each([
  ['functions/rotation/x.ts', `import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';`],
  ['functions/rotation/x.ts', `import type { SNSClient } from '@aws-sdk/client-sns';`],
  ['functions/rotation/x.ts', `import { warn } from '../expiry/warn.ts';`],
  ['functions/rotation/x.ts', `import { readFile } from 'node:fs/promises';`],
  ['functions/rotation/x.ts', `const sns = await import('@aws-sdk/client-sns');`],
  ['functions/rotation/x.ts', `const anything = await import(name);`],
  ['functions/rotation/x.ts', `import * as z from 'zod';`],
  ['functions/rotation/x.ts', `import '../aws/secret-store.ts';`],
  ['functions/rotation/x.ts', `export { createSecretStore } from '../aws/secret-store.ts';`],
  ['functions/rotation/x.ts', `import {\n  one,\n  two,\n} from '../alation/lifetime.ts';`],
  ['functions/expiry/x.ts', `import { createAlertTopic } from '../aws/alert-topic.ts';`],
  ['functions/expiry/x.ts', `import { environment } from '../runtime/environment.ts';`],
  ['functions/aws/x.ts', `import { sweep } from '../rotation/sweep.ts';`],
  ['functions/aws/x.ts', `import { parseBaseUrl } from '../alation/base-url.ts';`],
  ['functions/alation/http/x.ts', `import { S3Client } from '@aws-sdk/client-s3';`],
  ['functions/alation/http/x.ts', `import { decide } from '../../rotation/decide.ts';`],
  ['functions/rotator.ts', `import { startAlation } from '../local/alation/server.ts';`],
  ['functions/contract.ts', `import { createHash } from 'node:crypto';`],
  ['infra/x.ts', `import { dispositionOf } from '../functions/rotation/rotation-error.ts';`],
  ['cli/x.ts', `import { findLeaks } from '../test/support/canary.ts';`],
  ['local/x.ts', `import { movableClock } from '../test/support/movable-clock.ts';`],
  ['scripts/x.ts', ''],
])('the checker of directions stops, in %s: %s', (path, text) => {
  expect(wrongDirections([{ path, text }])).toHaveLength(1);
});

test.each([
  [
    'functions/rotation/x.ts',
    `// import { x } from '@aws-sdk/client-sns';\nimport { createHash } from 'node:crypto';`,
  ],
  ['functions/expiry/x.ts', `import { DetailType } from '../contract.ts';`],
  ['functions/aws/x.ts', `import type { SecretStore } from '../rotation/ports.ts';`],
  ['infra/x.ts', `import { Tag } from '../functions/contract.ts';`],
])('the checker of directions lets pass, in %s: %s', (path, text) => {
  expect(wrongDirections([{ path, text }])).toEqual([]);
});

test.each([
  'const now = Date.now();',
  'const now = new Date();',
  'const now = new Date;',
  'const dice = Math.random();',
  'const id = randomUUID();',
  'setTimeout(next, 1);',
  'const signal = AbortSignal.timeout(5);',
  `await fetch('https://acme.alationcloud.com');`,
  'const prefix = process.env.SECRET_PREFIX;',
  `console.log('x');`,
])('the checker of purity stops: %s', (text) => {
  expect(impuritiesIn([{ path: 'functions/expiry/x.ts', text }])).toHaveLength(1);
});

test.each([
  'const text = new Date(ms).toISOString();',
  'const ms = Date.parse(text);',
  '/** Never calls Date.now() or fetch(). */',
  'const link = "https://acme.alationcloud.com";',
])('the checker of purity lets pass: %s', (text) => {
  expect(impuritiesIn([{ path: 'functions/rotation/x.ts', text }])).toEqual([]);
});
