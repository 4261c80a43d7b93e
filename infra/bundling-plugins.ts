import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';

const packageJson = z.object({ version: z.string() });

/**
 * Reads Node's own modules without an ES module around each. Node would fill that module with every export, so one import of
 * `node:process` opens the standard streams, and one of `node:fs` loads all classes of streams: a tenth of a cold start.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/process.html#processgetbuiltinmoduleid
 */
const nodeModules: Plugin = {
  name: 'node-modules',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z\d_]+(?:\/[a-z]+)*$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'node', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** Each SDK client imports its `package.json`, 2 KB, for the version in its user agent. */
const clientVersions: Plugin = {
  name: 'client-versions',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = packageJson.parse(JSON.parse(readFileSync(path, 'utf8')));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
};

/** The functions retry in the SDK's standard mode. The adaptive mode brings a rate limiter of its own, 3 KB. */
const standardRetries: Plugin = {
  name: 'standard-retries',
  setup(build) {
    build.onLoad({ filter: /[\\/]util-retry[\\/]AdaptiveRetryStrategy\.js$/ }, () => ({
      contents: `export class AdaptiveRetryStrategy {
        constructor() {
          throw new Error('Got the retry mode "adaptive". Allowed is "standard": remove AWS_RETRY_MODE.');
        }
      }`,
    }));
  },
};

/** What esbuild's options cannot say about the bundle of a function. */
export const bundlingPlugins: Plugin[] = [nodeModules, clientVersions, standardRetries];
