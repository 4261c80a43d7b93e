/** `npm run docs`: writes the parts of the documents that are generated from the code. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { bundleFunctions } from './bundle-function.ts';
import { withGeneratedParts } from './generated-parts.ts';
import { projectPath } from './project-path.ts';

// The page about permissions shows the policies of a synthesised stack.
await bundleFunctions();

for (const page of globSync('docs/*.md', { cwd: projectPath('.') })) {
  const path = projectPath(page);
  writeFileSync(path, withGeneratedParts(page, readFileSync(path, 'utf8')));
}
