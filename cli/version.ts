import { readFileSync } from 'node:fs';

/** Version of the package. The bundled command is in the folder `cli` of the package, so the path is the same there. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(Reflect.get(Object(manifest), 'version'));
}
