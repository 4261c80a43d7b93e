/** Writes one line of text, which holds no line break, somewhere. */
export type WriteLine = (line: string) => void;

/** To standard output as it is: what goes through Lambda's `console` is wrapped into another JSON line. */
export const writeLine: WriteLine = (line) => void process.stdout.write(`${line}\n`);
