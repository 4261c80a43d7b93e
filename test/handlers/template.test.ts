import { build } from 'esbuild';
import { expect, onTestFinished, test, vi } from 'vitest';
import { entryPath, esbuildOptions } from '../../infra/bundling.ts';
import { FUNCTION_ENTRIES } from '../../infra/function-code.ts';
import { propertiesOf, templateOf } from '../infra/synth.ts';
import { findLeaks } from '../support/canary.ts';
import { createCanaries } from './canaries.ts';

/** Sets the environment variables that may hold secrets on the machine that deploys, and returns their values. */
function stubSecretVariables(): readonly string[] {
  const canaries = createCanaries();
  for (const name of [
    'ALATION_REFRESH_TOKEN',
    'REFRESH_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ]) {
    vi.stubEnv(name, canaries.make());
  }
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return canaries.all();
}

test('the template contains no secret from the environment of the machine that synthesized it', () => {
  const secrets = stubSecretVariables();
  expect(findLeaks(JSON.stringify(templateOf().toJSON()), secrets)).toEqual([]);
});

test('the bundled code contains no secret from the environment of the machine that bundled it', async () => {
  const secrets = stubSecretVariables();
  for (const entry of FUNCTION_ENTRIES) {
    const { outputFiles } = await build({
      ...esbuildOptions,
      entryPoints: [entryPath(entry)],
      outfile: 'index.mjs',
      write: false,
    });
    expect(outputFiles.length).toBeGreaterThan(0);
    for (const { text } of outputFiles) expect(findLeaks(text, secrets)).toEqual([]);
  }
});

// Incident 14
test('the template gives no secret a value, not even a generated value', () => {
  const secrets = propertiesOf(templateOf(), 'AWS::SecretsManager::Secret');
  expect(secrets.length).toBeGreaterThan(0);
  for (const properties of secrets) {
    expect(properties).not.toHaveProperty('SecretString');
    expect(properties).not.toHaveProperty('GenerateSecretString');
  }
});
