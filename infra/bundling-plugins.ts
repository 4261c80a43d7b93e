import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';

const packageJson = z.object({ version: z.string() });

/**
 * Reads Node's own modules without an ES module of Node around each. Node would fill that module with every export.
 * Then an import of `node:process` opens the standard streams, and an import of `node:fs` loads all classes of streams.
 * This takes a tenth of a cold start. esbuild removes the names that nothing uses, because the calls that read them are
 * marked as pure.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/process.html#processgetbuiltinmoduleid
 */
const nodeModules: Plugin = {
  name: 'node-modules',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z\d_]+(?:\/[a-z]+)*$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'node', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'node' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) =>
        /^[A-Za-z]\w*$/.test(name),
      );
      return {
        contents: [
          `const all = process.getBuiltinModule(${JSON.stringify(path)});`,
          'const read = (name) => all[name];',
          'export default all;',
          ...names.map((name) => `const ${name}_ = /* @__PURE__ */ read('${name}');`),
          `export { ${names.map((name) => `${name}_ as ${name}`).join(', ')} };`,
        ].join('\n'),
      };
    });
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

/** Files of the SDK with parts that cost time or size and never run in the functions, and what takes their place. */
const replacements: readonly { readonly file: RegExp; readonly contents: string }[] = [
  // Lambda has no files with settings. Each cold start would load `node:fs/promises` to look for two.
  {
    file: /[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    contents: `export const CONFIG_PREFIX_SEPARATOR = '.';
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  // Lambda sets AWS_REGION, so the SDK never asks an EC2 instance for its Region.
  {
    file: /[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/,
    contents: 'export const getInstanceMetadataRegion = async () => undefined;',
  },
  // The body of every request is text or bytes. For the length of files it would load Node's file streams.
  {
    file: /[\\/]util-body-length[\\/]calculateBodyLength\.js$/,
    contents: `export const calculateBodyLength = (body) => (body ? Buffer.byteLength(body) : 0);`,
  },
  // The functions retry in the standard mode. The adaptive mode has its own rate limiter, 3 KB.
  {
    file: /[\\/]util-retry[\\/]AdaptiveRetryStrategy\.js$/,
    contents: `export class AdaptiveRetryStrategy {
      constructor() {
        throw new Error('Got the retry mode "adaptive". Allowed is "standard": remove AWS_RETRY_MODE.');
      }
    }`,
  },
];

const replacedFiles: Plugin = {
  name: 'replaced-files',
  setup(build) {
    for (const { file, contents } of replacements) build.onLoad({ filter: file }, () => ({ contents }));
  },
};

/** What esbuild's options cannot express for the bundle of a function. */
export const bundlingPlugins: Plugin[] = [nodeModules, clientVersions, replacedFiles];
