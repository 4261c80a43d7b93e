import * as z from 'zod/mini';
import { OLDEST_NODE } from './bundles.ts';

const source = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
});

/** The versions of the CDK that the construct works with. The tests synthesise with the oldest and the newest. */
export const CDK_RANGE = { 'aws-cdk-lib': '^2.225.0', constructs: '^10.4.2' } as const;

/**
 * The `package.json` of the package. It has no dependencies, because everything is bundled. The CDK is an optional peer
 * dependency, because the command does not need the CDK.
 *
 * @param manifest the `package.json` of this project
 */
export function packageManifest(manifest: unknown): object {
  const { name, version, description, license } = source.parse(manifest);
  return {
    name,
    version,
    description,
    license,
    keywords: ['alation', 'aws', 'cdk', 'secrets-manager', 'token-rotation'],
    type: 'module',
    bin: { 'alation-tokens': 'cli/main.js' },
    exports: {
      '.': { types: './infra/index.d.cts', default: './infra/index.cjs' },
      './package.json': './package.json',
    },
    types: './infra/index.d.cts',
    engines: { node: `>=${OLDEST_NODE}` },
    peerDependencies: CDK_RANGE,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(CDK_RANGE).map((peer) => [peer, { optional: true }]),
    ),
  };
}
