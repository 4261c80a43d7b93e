/** `npm run docs`: writes the parts of the README that are generated from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from './bundling.ts';
import { withGeneratedParts } from './generated-parts.ts';

const path = projectPath('README.md');
writeFileSync(path, withGeneratedParts(readFileSync(path, 'utf8')));
