/** `npm run docs`: writes the parts of the documents that follow from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from './bundling.ts';
import { generatedPages, withGeneratedParts } from './generated-parts.ts';

for (const page of generatedPages) {
  const path = projectPath(page);
  writeFileSync(path, withGeneratedParts(page, readFileSync(path, 'utf8')));
}
