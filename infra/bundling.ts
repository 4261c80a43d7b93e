import type { BuildOptions } from 'esbuild';
import { bundlingPlugins } from './bundling-plugins.ts';
import type { FunctionEntry } from './function-code.ts';
import { projectPath } from './project-path.ts';

/** Absolute path of a function's source. */
export function entryPath(entry: FunctionEntry): string {
  return projectPath(`functions/${entry}.ts`);
}

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

/** esbuild's options for the bundle of a function. */
export const esbuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Prefer ES modules: esbuild removes the unused code of ES modules, and not of CommonJS.
  mainFields: ['module', 'main'],
  minify: true,
  // The functions run without the source map, and `npm run trace` applies the source map to their logs.
  sourcemap: 'external',
  sourcesContent: false,
  plugins: bundlingPlugins,
  alias: ALIASES,
} satisfies BuildOptions;
