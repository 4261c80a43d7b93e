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
/** ES modules first: esbuild drops what they do not use, which CommonJS does not let it. */
const MAIN_FIELDS = ['module', 'main'];
/** A CommonJS dependency in an ES module bundle still calls `require` for Node's own modules. */
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Parts of the SDK that cannot be reached here, and what stands in for each. Lambda hands credentials over in
 * environment variables, so the chain of providers (SSO, profiles, web identity, instance metadata), a third of the
 * bundle, never runs; none of our services has an operation with an event stream; one process never has two invocations
 * to tell apart; and no endpoint is global.
 */
const ALIASES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': projectPath('functions/aws/lambda-credentials.ts'),
  '@smithy/core/event-streams': projectPath('functions/aws/lambda-event-streams.ts'),
  '@aws/lambda-invoke-store': projectPath('functions/aws/lambda-invoke-store.ts'),
  '@aws-sdk/signature-v4-multi-region': projectPath('functions/aws/lambda-signature.ts'),
};

/** How esbuild makes a function's bundle; `lambdaBundling` says the same in CDK's words. */
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

/** The options of `esbuildOptions` for `NodejsFunction`, which runs esbuild itself. */
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
