import * as z from 'zod/mini';

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      resolved: z.optional(z.string()),
      integrity: z.optional(z.string()),
      link: z.optional(z.boolean()),
      inBundle: z.optional(z.boolean()),
      hasInstallScript: z.optional(z.boolean()),
    }),
  ),
});

const REGISTRY = 'https://registry.npmjs.org/';

/**
 * Names each package that npm would install without a SHA-512 hash or from another place than the registry of npm. Also
 * names each link to a folder outside the project, and each install script that is not allowed. The hash of a tarball covers the packages inside it (`inBundle`).
 *
 * @param lock content of `package-lock.json`
 * @param allowed names of the packages that may have an install script
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function findUnverified(lock: unknown, allowed: readonly string[]): readonly string[] {
  return Object.entries(lockFile.parse(lock).packages).flatMap(([path, entry]) => {
    if (!path.includes('node_modules/')) return [];
    if (entry.link === true) {
      const isWorkspace = entry.resolved !== undefined && /^(?!\.\.)[\w-]+\/[\w-]+$/.test(entry.resolved);
      return isWorkspace ? [] : [`${path} is a link to a folder outside the project`];
    }
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { resolved = REGISTRY, integrity = '' } = entry;
    return [
      ...(resolved.startsWith(REGISTRY) ? [] : [`${path} does not come from the registry of npm`]),
      ...(entry.inBundle === true || integrity.startsWith('sha512-')
        ? []
        : [`${path} has no SHA-512 integrity`]),
      ...(entry.hasInstallScript === true && !allowed.includes(name)
        ? [`${path} has an install script that is not allowed`]
        : []),
    ];
  });
}
