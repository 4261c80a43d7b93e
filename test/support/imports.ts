import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** A source file of the project: its path from the root with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One import of a file: a path from the root for a file of the project, the specifier for a package. */
export interface Import {
  readonly target: string;
  /** Whether the import names only types, and so does not exist at run time. */
  readonly isTypeOnly: boolean;
}

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/[^\n]*/g;
const FROM = /\b(import|export)\s+(type\s)?[^'";]*?\bfrom\s*['"]([^'"]+)['"]/g;
const SIDE_EFFECT = /\bimport\s*['"]([^'"]+)['"]/g;
const DYNAMIC = /(?<![.\w])import\s*\(\s*(?:['"]([^'"]+)['"])?/g;

/** The TypeScript files below these folders of the project. */
export function sourceFiles(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') };
      }),
  );
}

/** The text without its comments. */
export function codeOf({ text }: SourceFile): string {
  return text.replaceAll(COMMENTS, ' ');
}

/** The imports and re-exports of a file. A dynamic import without a string is `?`. */
export function importsOf(file: SourceFile): readonly Import[] {
  const code = codeOf(file);
  return [
    ...[...code.matchAll(FROM)].map(([, , type, target = '?']) => ({
      target,
      isTypeOnly: type !== undefined,
    })),
    ...[...code.matchAll(SIDE_EFFECT)].map(([, target = '?']) => ({ target, isTypeOnly: false })),
    ...[...code.matchAll(DYNAMIC)].map(([, target = '?']) => ({ target, isTypeOnly: false })),
  ].map(({ target, isTypeOnly }) => ({
    target: target.startsWith('.')
      ? normalize(join(dirname(file.path), target))
          .split(sep)
          .join('/')
      : target,
    isTypeOnly,
  }));
}
