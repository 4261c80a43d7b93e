/** The second half of `npm run docs`: draws the pictures of the documents. It simulates 75 days, so it takes a while. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../infra/project-path.ts';
import { documentPictures } from './document-pictures.ts';

const folder = projectPath('docs/pictures');
mkdirSync(folder, { recursive: true });
for (const [name, svg] of await documentPictures()) writeFileSync(join(folder, name), svg);
