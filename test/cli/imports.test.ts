import { expect, test } from 'vitest';
import { importsOf, sourceFiles } from '../support/imports.ts';
import { ROOT } from './world.ts';

/** What each file of the command imports of the others, for types too. */
const imports = new Map(
  sourceFiles(ROOT, ['cli']).map((file) => [file.path, importsOf(file).map(({ target }) => target)]),
);

/** Whether a file leads back to itself. */
function isInCircle(path: string): boolean {
  const reached = new Set(imports.get(path));
  for (const one of reached) for (const next of imports.get(one) ?? []) reached.add(next);
  return reached.has(path);
}

test('no file of the command imports itself by way of another one, not even for a type', () => {
  expect([...imports.keys()].filter(isInCircle)).toEqual([]);
});
