import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, importsOf, sourceFiles } from './support/imports.ts';
import type { Import, SourceFile } from './support/imports.ts';

const ROOT = join(import.meta.dirname, '..');
/** The rules skip tests: a test may import everything, and some tests contain imports as text. */
const files = sourceFiles(ROOT, ['functions', 'infra', 'cli', 'local', 'picture', 'clients/typescript/src']);

/** Which files a folder may import. The first rule whose `from` matches a file applies. */
interface DirectionRule {
  readonly from: RegExp;
  readonly projectFiles: RegExp;
  readonly packages: RegExp;
}

const ANY_PACKAGE = /^(?!\.|\?)/;

/** Names that every folder may use: they import nothing. */
const shared = 'contract\\.ts$|time\\.ts$';
const domainPackages = /^(node:crypto|node:util|zod\/mini|p-limit)$/;
const folderRule = (name: string, ...imports: readonly string[]): DirectionRule => ({
  from: new RegExp(`^functions/${name}/`),
  projectFiles: new RegExp(`^functions/(${[name, ...imports].map((one) => `${one}/`).join('|')}|${shared})`),
  packages: domainPackages,
});

const directions: readonly DirectionRule[] = [
  { from: /^functions\/(contract|time)\.ts$/, projectFiles: /(?!)/, packages: /(?!)/ },
  folderRule('integration'),
  folderRule('rotation', 'renewal', 'integration'),
  folderRule('renewal', 'integration'),
  folderRule('warning', 'integration'),
  folderRule('sweep', 'rotation', 'renewal', 'integration'),
  { ...folderRule('alation', 'integration'), packages: /^(?!@aws-sdk\/|aws-|@middy\/|\.|\?)/ },
  { ...folderRule('aws', 'integration'), packages: /^(@aws-sdk\/|@smithy\/|node:|p-limit$|zod\/mini$)/ },
  {
    from: /^functions\/runtime\//,
    projectFiles: /^functions\/(runtime\/|contract\.ts$|time\.ts$)/,
    packages: ANY_PACKAGE,
  },
  { from: /^functions\/[^/]+\.ts$/, projectFiles: /^functions\//, packages: ANY_PACKAGE },
  // This file writes the runbook's failure codes and is no part of the deployed app.
  {
    from: /^infra\/failure-codes-text\.ts$/,
    projectFiles: /^functions\/integration\/failure-(codes|texts)\.ts$/,
    packages: /(?!)/,
  },
  { from: /^infra\//, projectFiles: /^(infra\/|functions\/contract\.ts$|cdk\.json$)/, packages: ANY_PACKAGE },
  { from: /^cli\//, projectFiles: /^(cli|functions|picture)\//, packages: ANY_PACKAGE },
  { from: /^local\//, projectFiles: /^(local|functions|infra|picture)\//, packages: ANY_PACKAGE },
  // The pictures are also drawn in a browser.
  { from: /^picture\//, projectFiles: /^picture\//, packages: /(?!)/ },
  // Consumers install the client as a package, without this project.
  {
    from: /^clients\//,
    projectFiles: /(?!)/,
    packages: /^(clients\/typescript\/src\/|@aws-sdk\/client-secrets-manager$|node:timers\/promises$)/,
  },
];

const isProjectFile = ({ target }: Import) =>
  /^(functions|infra|cli|local|picture|test)\//.test(target) || target === 'cdk.json';

/** `a → b` for every import that its folder's rule forbids, and a line for every file that has no rule. */
function wrongDirections(sources: readonly SourceFile[]): readonly string[] {
  return sources.flatMap((file) => {
    const rule = directions.find(({ from }) => from.test(file.path));
    if (rule === undefined) return [`${file.path} is in no known folder`];
    return importsOf(file)
      .filter((one) => !isAllowed(rule, file, one))
      .map(({ target }) => `${file.path} → ${target}`);
  });
}

/** `functions/runtime/` may import every type of `functions/`, but no code of another folder: the handlers pass in its dependencies. */
function isAllowed({ projectFiles, packages }: DirectionRule, { path }: SourceFile, one: Import): boolean {
  if (path.startsWith('functions/runtime/') && one.isTypeOnly)
    return !/^(infra|cli|local|test)\//.test(one.target);
  return (isProjectFile(one) ? projectFiles : packages).test(one.target);
}

const PURE = /^(?:functions\/(?:integration|rotation|renewal|warning|sweep)|picture(?!\/page))\//;

/** Impure calls: a decision must get their results as arguments. */
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

/** `file: what` for every impurity in the domain and in the drawing. */
function impuritiesIn(sources: readonly SourceFile[]): readonly string[] {
  return sources
    .filter(({ path }) => PURE.test(path))
    .flatMap((file) =>
      impurities.filter(([, pattern]) => pattern.test(codeOf(file))).map(([name]) => `${file.path}: ${name}`),
    );
}

test('every import follows the rule of its folder', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(wrongDirections(files)).toEqual([]);
});

test('the domain and the drawing read no clock, draw no random number and do no I/O themselves', () => {
  expect(impuritiesIn(files)).toEqual([]);
});

test('only tests import tests, and no file of functions imports infra, cli or local', () => {
  const crossing = files.flatMap((file) =>
    importsOf(file).map(({ target }) => ({ from: file.path, to: target })),
  );
  expect(crossing.filter(({ to }) => to.startsWith('test/'))).toEqual([]);
  const outOfFunctions = crossing.filter(
    ({ from, to }) => from.startsWith('functions/') && /^(infra|cli|local)\//.test(to),
  );
  expect(outOfFunctions).toEqual([]);
});

test('every relative import names a file that exists', () => {
  const paths = new Set(files.map(({ path }) => path));
  const dangling = files.flatMap((file) =>
    importsOf(file)
      .filter((one) => isProjectFile(one) && one.target.endsWith('.ts') && !paths.has(one.target))
      .map(({ target }) => `${file.path} → ${target}`),
  );
  expect(dangling).toEqual([]);
});

test('no file of functions/ imports all of zod, because zod/mini loads faster in a cold start', () => {
  const whole = files.filter(
    (file) => file.path.startsWith('functions/') && importsOf(file).some(({ target }) => target === 'zod'),
  );
  expect(whole).toEqual([]);
});

test.each([
  ['functions/rotation/x.ts', `import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';`],
  ['functions/rotation/x.ts', `import type { SNSClient } from '@aws-sdk/client-sns';`],
  ['functions/rotation/x.ts', `import { warn } from '../warning/warn.ts';`],
  ['functions/rotation/x.ts', `import { sweep } from '../sweep/sweep.ts';`],
  ['functions/warning/x.ts', `import { decide } from '../rotation/decide.ts';`],
  ['functions/sweep/x.ts', `import { warn } from '../warning/warn.ts';`],
  ['functions/integration/x.ts', `import type { Decision } from '../rotation/decide.ts';`],
  ['functions/runtime/x.ts', `import { decide } from '../rotation/decide.ts';`],
  ['functions/time.ts', `import { Tag } from './contract.ts';`],
  ['functions/rotation/x.ts', `import { readFile } from 'node:fs/promises';`],
  ['functions/rotation/x.ts', `const sns = await import('@aws-sdk/client-sns');`],
  ['functions/rotation/x.ts', `const anything = await import(name);`],
  ['functions/rotation/x.ts', `import * as z from 'zod';`],
  ['functions/rotation/x.ts', `import '../aws/secret-store.ts';`],
  ['functions/rotation/x.ts', `export { createSecretStore } from '../aws/secret-store.ts';`],
  ['functions/rotation/x.ts', `import {\n  one,\n  two,\n} from '../alation/lifetime.ts';`],
  ['functions/warning/x.ts', `import { createAlertTopic } from '../aws/alert-topic.ts';`],
  ['functions/warning/x.ts', `import { environment } from '../runtime/environment.ts';`],
  ['functions/aws/x.ts', `import { sweep } from '../sweep/sweep.ts';`],
  ['functions/aws/x.ts', `import { parseBaseUrl } from '../alation/base-url.ts';`],
  ['functions/alation/http/x.ts', `import { S3Client } from '@aws-sdk/client-s3';`],
  ['functions/alation/http/x.ts', `import { decide } from '../../rotation/decide.ts';`],
  ['functions/rotator.ts', `import { startAlation } from '../local/alation/server.ts';`],
  ['functions/contract.ts', `import { createHash } from 'node:crypto';`],
  ['infra/x.ts', `import { dispositionOf } from '../functions/integration/failure-codes.ts';`],
  ['cli/x.ts', `import { findLeaks } from '../test/support/canary.ts';`],
  ['local/x.ts', `import { selfMovingClock } from '../test/support/self-moving-clock.ts';`],
  ['clients/typescript/src/x.ts', `import { HOUR_MS } from '../../../functions/time.ts';`],
  ['scripts/x.ts', ''],
])('the check of imports refuses in %s: %s', (path, text) => {
  expect(wrongDirections([{ path, text }])).toHaveLength(1);
});

test.each([
  [
    'functions/rotation/x.ts',
    `// import { x } from '@aws-sdk/client-sns';\nimport { createHash } from 'node:crypto';`,
  ],
  ['functions/warning/x.ts', `import { DetailType } from '../contract.ts';`],
  ['functions/aws/x.ts', `import type { SecretStore } from '../integration/ports.ts';`],
  ['functions/runtime/x.ts', `import type { OAuthVerification } from '../alation/oauth/verification.ts';`],
  ['infra/x.ts', `import { Tag } from '../functions/contract.ts';`],
])('the check of imports allows in %s: %s', (path, text) => {
  expect(wrongDirections([{ path, text }])).toEqual([]);
});

test.each([
  'const now = Date.now();',
  'const now = new Date();',
  'const now = new Date;',
  'const draw = Math.random();',
  'const id = randomUUID();',
  'setTimeout(next, 1);',
  'const signal = AbortSignal.timeout(5);',
  `await fetch('https://acme.alationcloud.com');`,
  'const prefix = process.env.SECRET_PREFIX;',
  `console.log('x');`,
])('the check of purity refuses: %s', (text) => {
  expect(impuritiesIn([{ path: 'functions/warning/x.ts', text }])).toHaveLength(1);
});

test.each([
  'const text = new Date(ms).toISOString();',
  'const ms = Date.parse(text);',
  '/** Never calls Date.now() or fetch(). */',
  'const link = "https://acme.alationcloud.com";',
])('the check of purity allows: %s', (text) => {
  expect(impuritiesIn([{ path: 'functions/rotation/x.ts', text }])).toEqual([]);
});
