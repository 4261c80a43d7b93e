import { readFileSync } from 'node:fs';

/** Version of the package. The bundled command is in the same folder as this file, so the path is the same. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(Reflect.get(Object(manifest), 'version'));
}
