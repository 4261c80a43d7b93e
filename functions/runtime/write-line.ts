/** Writes one line and a line break. The text of the line contains no line break. */
export type WriteLine = (line: string) => void;

/** Writes to standard output directly, because Lambda's `console` wraps each line into another JSON line. */
export const writeLine: WriteLine = (line) => void process.stdout.write(`${line}\n`);
