import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, test, vi } from 'vitest';
import { startScriptedAws } from './scripted-aws.ts';

const root = join(import.meta.dirname, '../../..');
const folder = await mkdtemp(join(tmpdir(), 'lambda-bundle-'));
afterAll(() => rm(folder, { recursive: true }));

/** Bundles a client with the options of the Lambda functions; returns the file, its size in bytes and its packages. */
async function bundle(file: string, alias: Record<string, string>) {
  const outfile = join(folder, file);
  const { metafile } = await build({
    stdin: {
      contents: `
        import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
        import { clientSettings } from './functions/aws/client-settings.ts';
        import { createSecretStore } from './functions/aws/secret-store.ts';
        export const describe = () =>
          createSecretStore({ client: new SecretsManagerClient(clientSettings), prefix: 'alation', clock: { sleep: async () => {} } })
            .describeIntegration('loader');`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    metafile: true,
    outfile,
    alias,
  });
  const [output] = Object.values(metafile.outputs);
  const packages = Object.keys(output?.inputs ?? {}).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1],
  );
  return { outfile, bytes: output?.bytes ?? 0, packages: new Set(packages) };
}

const alias = {
  '@aws-sdk/credential-provider-node': join(root, 'functions/aws/lambda-credentials.ts'),
  '@smithy/core/checksum': join(root, 'functions/aws/lambda-checksum.ts'),
  // The codec of event streams imports checksums that lambda-checksum.ts does not export.
  '@smithy/core/event-streams': join(root, 'functions/aws/lambda-event-streams.ts'),
  '@aws/lambda-invoke-store': join(root, 'functions/aws/lambda-invoke-store.ts'),
};

test('the aliases remove the credential chain and at least a quarter of the size of the bundle', async () => {
  const [aliased, whole] = await Promise.all([bundle('aliased.mjs', alias), bundle('whole.mjs', {})]);
  const chain = /^@aws-sdk\/(?:credential-provider-|nested-clients|token-providers)/;
  expect([...whole.packages].filter((name) => chain.test(name ?? ''))).not.toEqual([]);
  expect([...aliased.packages].filter((name) => chain.test(name ?? ''))).toEqual([]);
  expect(aliased.bytes / whole.bytes).toBeLessThan(0.75);
});

test('the bundled client signs with the credentials of the environment', async () => {
  await using aws = await startScriptedAws(() => ({
    status: 400,
    body: { __type: 'ResourceNotFoundException' },
  }));
  const { outfile } = await bundle('signing.mjs', alias);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDLAMBDA');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'rotator');
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793');
  vi.stubEnv('AWS_ENDPOINT_URL', aws.connection.endpoint);
  const bundled: unknown = await import(pathToFileURL(outfile).href);
  if (!isBundled(bundled)) throw new Error('the bundle does not export describe');
  expect(await bundled.describe()).toBeUndefined();
  expect(aws.requests).toMatchObject([{ body: { SecretId: 'alation/loader/credentials' } }]);
  expect(aws.authorizations[0]).toContain('Credential=AKIDLAMBDA/');
  // Lambda uses the trace id to detect a function that invokes itself in a loop.
  expect(aws.traceIds).toEqual(['Root=1-5759e988-bd862e3fe1be46a994272793']);
  vi.unstubAllEnvs();
});

function isBundled(module: unknown): module is { describe(): Promise<unknown> } {
  return typeof module === 'object' && module !== null && 'describe' in module;
}
