import { projectPath } from './project-path.ts';

/** The Lambda functions; each is bundled from `functions/<name>.ts` and exports `handler`. */
export const FUNCTION_ENTRIES = ['rotator', 'warner'] as const;

/** Name of a function's source in `functions/`, without `.ts`. */
export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** Absolute path of the folder with a function's bundle: `index.mjs` and its source map. */
export function codeFolder(entry: FunctionEntry): string {
  return projectPath(`dist/lambda/${entry}`);
}
