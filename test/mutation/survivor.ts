/** A change of the code that no test detects. */
export interface Survivor {
  /** Path from the project's folder. */
  readonly file: string;
  /** The line on which the change begins, without space around it. */
  readonly line: string;
  /** The original code, on one line. */
  readonly code: string;
  /** The changed code, on one line. */
  readonly change: string;
}

/** The reason why changes of one line need no test. */
export interface Explanation {
  readonly file: string;
  readonly line: string;
  /** Original and changed code. */
  readonly changes: readonly (readonly [code: string, change: string])[];
  readonly why: string;
}

/** The part of Stryker's report that `survivorsOf` reads (github.com/stryker-mutator/mutation-testing-elements). */
export interface MutationReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: string;
          readonly replacement?: string;
          readonly location: { readonly start: Position; readonly end: Position };
        }[];
      }
    >
  >;
}

/** Lines and columns are counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The changes that no test detects, and the changes in code that no test runs. */
export function survivorsOf({ files }: MutationReport): readonly Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ replacement = '', location: { start, end } }) => {
        const changed = lines.slice(start.line - 1, end.line);
        const rest = changed.slice(0, -1).join('\n').length + Math.sign(changed.length - 1);
        const code = changed.join('\n').slice(start.column - 1, rest + end.column - 1);
        return {
          file,
          line: (lines[start.line - 1] ?? '').trim(),
          code: onOneLine(code),
          change: onOneLine(replacement),
        };
      });
  });
}

/** The changes that the explanations name. */
export function explainedSurvivors(explanations: readonly Explanation[]): readonly Survivor[] {
  return explanations.flatMap(({ file, line, changes }) =>
    changes.map(([code, change]) => ({ file, line, code, change })),
  );
}

/** The survivors that are not in `explained`. */
export function without(survivors: readonly Survivor[], explained: readonly Survivor[]): readonly Survivor[] {
  const known = new Set(explained.map(key));
  return survivors.filter((survivor) => !known.has(key(survivor)));
}

function key({ file, line, code, change }: Survivor): string {
  return JSON.stringify([file, line, code, change]);
}

function onOneLine(code: string): string {
  return code.replaceAll(/\s+/g, ' ').trim();
}
