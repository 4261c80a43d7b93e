import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { projectPath } from '../infra/project-path.ts';
import type { BundledPackage } from './bundled-packages.ts';
import { writePackage } from './package.ts';

const packed = z.array(
  z.object({
    filename: z.string(),
    size: z.number(),
    integrity: z.string(),
    files: z.array(z.object({ path: z.string() })),
  }),
);

/** The tarball of the package. */
export interface Tarball {
  readonly path: string;
  readonly bytes: number;
  /** SHA-512, as in a lock file. */
  readonly integrity: string;
  readonly files: readonly string[];
  readonly packages: readonly BundledPackage[];
}

/** Writes the package and packs it into the folder `dist`. */
export async function pack(): Promise<Tarball> {
  const dist = projectPath('dist');
  const folder = join(dist, 'package');
  const packages = await writePackage(folder);
  const output = execFileSync('npm', ['pack', folder, '--json', '--pack-destination', dist], {
    encoding: 'utf8',
    // In this folder npm prints only the JSON, and nothing about the project.
    cwd: dist,
  });
  const [tarball] = packed.parse(JSON.parse(output));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball.');
  rmSync(folder, { recursive: true });
  return {
    path: join(dist, tarball.filename),
    bytes: tarball.size,
    integrity: tarball.integrity,
    files: tarball.files.map(({ path }) => path).toSorted(),
    packages,
  };
}
