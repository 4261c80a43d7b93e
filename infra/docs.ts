/** `npm run docs`: writes the parts of the documents that are generated from the code. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from './bundling.ts';
import { withGeneratedParts } from './generated-parts.ts';

for (const page of globSync('docs/*.md', { cwd: projectPath('.') })) {
  const path = projectPath(page);
  writeFileSync(path, withGeneratedParts(page, readFileSync(path, 'utf8')));
}
