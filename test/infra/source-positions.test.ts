import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeFolder } from '../../infra/function-code.ts';
import { projectPath } from '../../infra/project-path.ts';
import { withSourcePositions } from '../../infra/source-positions.ts';

const bundle = join(codeFolder('rotator'), 'index.mjs');

function run(...args: readonly string[]) {
  return (input = '') =>
    spawnSync(process.execPath, args, { input, encoding: 'utf8', env: {}, cwd: projectPath('.') });
}

test('the stack of a function names the lines of its source, with the map that is deployed', () => {
  const { stderr } = run(bundle)();
  expect(stderr).toMatch(/EnvironmentError[^]*index\.mjs:\d+:\d+/);

  const { stdout, status } = run('infra/trace.ts', `${bundle}.map`)(stderr);

  expect(status).toBe(0);
  const [, file = '', line] = /at \S* ?\(?(functions\/[\w/-]+\.ts):(\d+):\d+/.exec(stdout) ?? [];
  expect(file).toBe('functions/runtime/environment-variable.ts');
  expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain('new EnvironmentError');
});

test('text without positions and positions that the map does not have stay unchanged', () => {
  const text = '{"level":"INFO"} at f (node:internal/x:1:2) (file:///var/task/index.mjs:9999:1)\n';
  const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

  expect(withSourcePositions(text, map)).toBe(text);
});

test('without the path of a map npm run trace prints its usage', () => {
  const { stderr, status } = run('infra/trace.ts')();

  expect(status).toBe(1);
  expect(stderr).toContain('npm run trace -- <index.mjs.map of the function>');
});
