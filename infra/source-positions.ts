import { SourceMap } from 'node:module';
import * as z from 'zod/mini';

/** The fields of a source map that esbuild writes. */
const sourceMapJson = z.object({
  version: z.number(),
  sources: z.array(z.string()),
  names: z.array(z.string()),
  mappings: z.string(),
});

/** A position in the bundle, as Node prints it in a stack trace: the last path segment, the line and the column, from 1. */
const POSITION = /[^\s()"]*index\.mjs:(\d+):(\d+)/g;

/**
 * Replaces positions in a function's bundle by positions in its source, such as `functions/rotation/mint.ts:42:7`. The
 * functions run without source maps, because Node would read them in each cold start. All other text stays.
 *
 * @param text e.g. lines of the log
 * @param map the source map of the bundle, as JSON
 */
export function withSourcePositions(text: string, map: string): string {
  const parsed = sourceMapJson.parse(JSON.parse(map));
  const sourceMap = new SourceMap({ ...parsed, file: '', sourceRoot: '', sourcesContent: [] });
  return text.replaceAll(POSITION, (position, line: string, column: string) => {
    const found = sourceMap.findOrigin(Number(line), Number(column));
    return 'fileName' in found
      ? `${found.fileName.replace(/^(?:\.\.\/)+/, '')}:${found.lineNumber}:${found.columnNumber}`
      : position;
  });
}
