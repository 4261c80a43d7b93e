import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { EVERYTHING, MINIMAL, templateIn, templateOf } from '../infra/synth.ts';
import { pythonProgram } from '../moto/python-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

// W3005: the CDK states dependencies that a reference implies. `.ci/run` explains why they stay.
const lint = (file: string, ...options: readonly string[]) =>
  promisify(execFile)(pythonProgram('cfn-lint'), ['-i', 'W3005', ...options, '--', file]);

test.each([
  ['the smallest settings', MINIMAL],
  ['all settings', EVERYTHING],
])('cfn-lint finds nothing in the template of %s', async (_, settings) => {
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(templateOf(settings).toJSON()));

  expect(await lint(file)).toEqual({ stdout: '', stderr: '' });
});

test('cfn-lint finds nothing in the template for a Region of aws-us-gov', async () => {
  // AWS GovCloud has no Amazon Q Developer in chat applications.
  const settings = { ...EVERYTHING, chatChannels: {}, kmsKeyArn: undefined };
  const file = join(folder, 'gov.json');
  writeFileSync(file, JSON.stringify(templateIn('us-gov-west-1', settings).toJSON()));

  expect(await lint(file, '--regions', 'us-gov-west-1')).toEqual({ stdout: '', stderr: '' });
});

test('cfn-lint finds a misspelt property', async () => {
  const file = join(folder, 'wrong.json');
  const topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayNmae: 'x' } };
  writeFileSync(file, JSON.stringify({ Resources: { Topic: topic } }));

  await expect(lint(file)).rejects.toMatchObject({ stdout: expect.stringContaining('E3002') as unknown });
});
