/** A command to copy. It is always the end of its line. */
export const COMMAND = /(?:^|(?<=\s))(?:npx alation-tokens|aws [a-z]+ [a-z-]+)(?: .*)?$/;

/**
 * Breaks a line at spaces, so that a terminal does not break it inside a word. Continuation lines are indented like the
 * first line; continuation lines of a `label  value` line are indented like the value. A command to copy gets its
 * own line. A command that is longer than the terminal is continued after the shell's `\`.
 *
 * @param columns width of the terminal; undefined leaves the line unchanged
 */
export function wrap(line: string, columns: number | undefined): readonly string[] {
  if (columns === undefined || line.length <= columns) return [line];
  const command = COMMAND.exec(line)?.[0] ?? '';
  const text = line.slice(0, line.length - command.length).trimEnd();
  const words = text.split(/(?<=\S) /);
  const start = ' '.repeat(line.length - line.trimStart().length);
  const indent = ' '.repeat(indentOf(line, words, columns));
  if (command === '') return fill(words, columns, indent);
  return text === ''
    ? wrapCommand(command, columns, start)
    : [...fill(words, columns, indent), ...wrapCommand(command, columns, `${start}  `)];
}

/** Where continuation lines begin: under the value, or further left if a word does not fit there. */
function indentOf(line: string, words: readonly string[], columns: number): number {
  const start = line.length - line.trimStart().length;
  const value = /^ *\S+(?: \S+)* {2,}(?=\S)/.exec(line)?.[0].length ?? start;
  const longest = Math.max(...words.map((word) => word.trim().length));
  return [value, start].find((indent) => indent + longest <= columns) ?? 0;
}

function wrapCommand(command: string, columns: number, indent: string): readonly string[] {
  const line = `${indent}${command}`;
  if (line.length <= columns) return [line];
  const lines = fill(line.split(/(?<=\S) (?=--)/), columns - 2, `${indent}  `);
  return lines.map((part, index) => (index === lines.length - 1 ? part : `${part} \\`));
}

/** Parts joined by spaces in lines of at most `columns` columns. A longer part has its own line. */
export function fill(parts: readonly string[], columns: number, indent: string): readonly string[] {
  const [first = '', ...others] = parts;
  const lines = [first];
  for (const part of others) {
    const joined = `${lines.at(-1)} ${part}`;
    if (joined.length <= columns) lines.splice(-1, 1, joined);
    else lines.push(indent + part.trimStart());
  }
  return lines;
}
