import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';

const packageJson = z.object({ version: z.string() });

/**
 * Reads Node's built-in modules with `process.getBuiltinModule`. An `import` would read every export of the module: for
 * `node:process` Node opens the standard streams, and for `node:fs` it loads all classes of streams. This takes a tenth
 * of a cold start. The calls that read exports are marked as pure, so that esbuild removes unused exports.
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

/** Keeps only the version of the `package.json` (2 KB) that each SDK client imports for its user agent. */
const clientVersions: Plugin = {
  name: 'client-versions',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = packageJson.parse(JSON.parse(readFileSync(path, 'utf8')));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
};

/** Replacements for files of the SDK that cost time or size, and whose replaced parts never run in the functions. */
const replacements: readonly { readonly file: RegExp; readonly contents: string }[] = [
  // Lambda has no AWS configuration files. The SDK would load `node:fs/promises` in each cold start to look for them.
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
  // The body of every request is text or bytes. The SDK also measures files, and loads Node's file streams for them.
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
