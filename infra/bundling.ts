import { fileURLToPath } from 'node:url';
import { OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

/** The Lambda functions; each is bundled from `functions/<name>.ts` and exports `handler`. */
export const FUNCTION_ENTRIES = ['rotator', 'warner'] as const;

/** Name of a function's source in `functions/`, without `.ts`. */
export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** Absolute path of a file of this project, from its path below the root. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Absolute path of a function's source. */
export function entryPath(entry: FunctionEntry): string {
  return projectPath(`functions/${entry}.ts`);
}

const TARGET = 'node24';
/** ES modules first: esbuild removes their unused code, which it cannot do for CommonJS. */
const MAIN_FIELDS = ['module', 'main'];
/** A CommonJS dependency in an ES module bundle calls `require` for Node's own modules. */
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Replacements for unused parts of the SDK. Lambda passes credentials in environment variables, so the provider chain
 * (SSO, profiles, web identity, instance metadata), a third of the bundle, never runs. No operation in use has an event
 * stream. One process never runs two invocations at the same time. No endpoint is global. Lambda's
 * Node.js has SHA-256.
 */
const ALIASES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': projectPath('functions/aws/lambda-credentials.ts'),
  '@smithy/core/checksum': projectPath('functions/aws/lambda-checksum.ts'),
  '@smithy/core/event-streams': projectPath('functions/aws/lambda-event-streams.ts'),
  '@aws/lambda-invoke-store': projectPath('functions/aws/lambda-invoke-store.ts'),
  '@aws-sdk/signature-v4-multi-region': projectPath('functions/aws/lambda-signature.ts'),
};

/** esbuild's options for the bundle of a function. `lambdaBundling` has the same options for the CDK. */
export const esbuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: TARGET,
  mainFields: MAIN_FIELDS,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: BANNER },
  alias: ALIASES,
} satisfies BuildOptions;

/** `esbuildOptions` for `NodejsFunction`, which runs esbuild itself. */
export const lambdaBundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: TARGET,
  mainFields: MAIN_FIELDS,
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  banner: BANNER,
  esbuildArgs: { '--alias': Object.entries(ALIASES).map(([from, to]) => `${from}=${to}`) },
  bundleAwsSDK: true,
  externalModules: [],
};
