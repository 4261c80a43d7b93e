import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { codeFolder } from '../../infra/function-code.ts';
import { CONTEXT_KEY } from '../../infra/settings-context.ts';
import { writeTemplate } from '../../infra/write-template.ts';
import { at, EVERYTHING, templateOf } from './synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
const settings = { integrations: { tableau: {} }, alertEmails: ['bi@example.com'] };
const write = (own: object) => writeTemplate(folder, { ...cdk.context, [CONTEXT_KEY]: own });
const typesOf = (resources: object): readonly string[] =>
  Object.values(resources)
    .map((one) => String(at(one, 'Type')))
    .toSorted();
const written = (): unknown => JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8'));

test('the template for deployments without the CDK has the resources of a CDK deployment, and parameters name its code', () => {
  const { stackName } = write(settings);

  const template = Object(written()) as Record<'Resources' | 'Parameters', object>;
  const code = Object.values(template.Resources).map((one) => at(one, 'Properties', 'Code', 'S3Bucket'));
  expect(stackName).toBe('alation-token-rotator');
  expect(typesOf(template.Resources)).toEqual(typesOf(Object(templateOf(settings).toJSON()['Resources'])));
  expect(Object.keys(template.Parameters)).toEqual(['CodeBucket', 'CodePrefix']);
  expect(code.filter(Boolean)).toEqual([{ Ref: 'CodeBucket' }, { Ref: 'CodeBucket' }]);
  expect(JSON.stringify(template)).not.toMatch(/cdk-hnb659fds|BootstrapVersion/);
});

test('the zips contain the bundles of the functions, and have the names in the template', () => {
  const { archives } = write(settings);

  const text = JSON.stringify(written());
  const bundles = archives.map((name) => {
    expect(text).toContain(`"${name}"`);
    return unzipSync(readFileSync(join(folder, name)));
  });
  expect(bundles.flatMap((files) => Object.keys(files).length)).toEqual([2, 2]);
  for (const entry of ['rotator', 'warner'] as const) {
    const code = readFileSync(join(codeFolder(entry), 'index.mjs'), 'utf8');
    const found = bundles.some((files) => Buffer.from(files['index.mjs'] ?? []).toString() === code);
    expect({ entry, found }).toEqual({ entry, found: true });
  }
});

test('with caBundle a third zip contains the certificates, and the zips of an earlier run are removed', () => {
  write(settings);
  const { archives } = write({ ...EVERYTHING, kmsKeyArn: undefined });

  expect(globSync('*.zip', { cwd: folder }).toSorted()).toEqual(archives.toSorted());
  expect(archives).toHaveLength(3);
});

test('a template is not written if a name must be looked up in the account', () => {
  expect(() => write({ ...settings, network: { vpcName: 'corp' } })).toThrow('use the ids of the VPC');
});
