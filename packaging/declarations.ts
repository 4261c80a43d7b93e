import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { projectPath } from '../infra/project-path.ts';

/** A relative import in a declaration: `'./token-rotator.ts'`. */
const RELATIVE = /(?<=from |import\()'(\.[^']*)\.ts'/g;

/**
 * Writes the declarations of `infra/index.ts`, and of the files that it imports, into a folder. The files are `.d.cts`,
 * because the construct is CommonJS.
 */
export function writeDeclarations(folder: string): void {
  const all = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const options = [
      '-p',
      'packaging',
      '--noEmit',
      'false',
      '--declaration',
      '--emitDeclarationOnly',
      '--outDir',
      all,
    ];
    execFileSync(process.execPath, [projectPath('node_modules/typescript/bin/tsc'), ...options], {
      cwd: projectPath('.'),
      stdio: 'inherit',
    });
    const seen = new Set<string>();
    const write = (source: string): void => {
      if (seen.has(source)) return;
      seen.add(source);
      const text = readFileSync(`${source}.d.ts`, 'utf8');
      const target = join(folder, `${relative(all, source)}.d.cts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text.replaceAll(RELATIVE, "'$1.cjs'"));
      for (const [, path = ''] of text.matchAll(RELATIVE)) write(join(dirname(source), path));
    };
    write(join(all, 'infra/index'));
  } finally {
    rmSync(all, { recursive: true });
  }
}
