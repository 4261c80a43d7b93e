import { execFileSync } from 'node:child_process';
import * as z from 'zod/mini';
import { projectPath } from '../infra/project-path.ts';
import type { BundledPackage } from './bundled-packages.ts';

const bomSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string() })),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

/**
 * The software bill of materials of the package, in CycloneDX: what npm lists for the project, limited to the packages
 * that are bundled. npm cannot distinguish bundled packages from the other development dependencies.
 *
 * @param name of the package
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export function sbom(name: string, packages: readonly BundledPackage[]): object {
  const options = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const output = execFileSync('npm', options, {
    cwd: projectPath('.'),
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  return bundledSbom(JSON.parse(output), name, packages);
}

/**
 * A bill of materials of npm, limited to these packages.
 *
 * @throws Error if npm does not list one of these packages
 */
export function bundledSbom(document: unknown, name: string, packages: readonly BundledPackage[]): object {
  const bom = bomSchema.parse(document);
  const { component: root } = bom.metadata;
  const wanted = new Set(packages.map((one) => `${one.name}@${one.version}`));
  const components = bom.components
    .filter((component) => wanted.has(component['bom-ref']))
    .map((component) => ({ ...component, scope: 'required', properties: [] }));
  if (components.length !== wanted.size) {
    throw new Error(
      `npm lists ${components.length} of the ${wanted.size} bundled packages. Run npm ci, so that node_modules and ` +
        'package-lock.json agree.',
    );
  }
  const included = new Set([root['bom-ref'], ...wanted]);
  return {
    ...bom,
    // npm writes the name of the project's folder here.
    metadata: { ...bom.metadata, component: { ...root, name, properties: [] } },
    components,
    dependencies: bom.dependencies
      .filter(({ ref }) => included.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => included.has(one)) })),
  };
}
