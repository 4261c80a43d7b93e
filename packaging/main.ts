/** `npm run package`: writes the tarball of the package into `dist/`. */
import { relative } from 'node:path';
import { projectPath } from '../infra/project-path.ts';
import { pack } from './pack.ts';

const { path, bytes, integrity, files } = await pack();
console.log(`${relative(projectPath('.'), path)}: ${files.length} files, ${Math.round(bytes / 1000)} KB`);
console.log(integrity);
