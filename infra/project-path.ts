import { fileURLToPath } from 'node:url';

/** Absolute path of a file of this project or package, from its path below the root. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
