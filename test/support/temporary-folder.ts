import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives a test run its own folder for temporary files and deletes it at the end: the CDK never deletes its templates.
 * The folder also holds compiled modules, because many tests start processes that load the same modules.
 */
export default function useTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'alation-token-rotator-'));
  process.env['TMPDIR'] = folder;
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'node-compile-cache');
  return () => rmSync(folder, { recursive: true, force: true });
}
