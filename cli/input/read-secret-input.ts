import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The largest value that Secrets Manager stores. */
const MAX_BYTES = 65_536;

/**
 * Reads the content of `--from-file`. Reads standard input for `--from-file -`, and without `--from-file` if no operator
 * can answer questions. Undefined if the command should ask the operator.
 *
 * @throws CliError if the input is missing, unreadable, empty or too large; the message may name the file, but quotes nothing of the content
 */
export async function readSecretInput(
  terminal: Terminal,
  fromFile: string | undefined,
): Promise<Sensitive | undefined> {
  if (fromFile !== undefined && fromFile !== '-') return readFile(terminal, fromFile);
  if (fromFile === undefined && terminal.interactive) return undefined;
  const text = (await readAll(terminal.stdin, 'Standard input')).trim();
  if (text === '') {
    throw usageError(
      'Standard input is empty',
      'Pipe the refresh token or the JSON in, or give --from-file <file>; --help shows the accepted forms',
    );
  }
  return new Sensitive(text);
}

async function readFile(terminal: Terminal, path: string): Promise<Sensitive> {
  const file = await open(path, 'r').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`The file ${path} cannot be read (${code})`, 'Check --from-file');
  });
  try {
    const entry = await file.stat();
    if (entry.isDirectory()) throw usageError(`${path} is a directory`, 'Give --from-file a file');
    const { mode } = entry;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      terminal.note(
        `Other users of this machine may read ${path}: run chmod 600 on it now, and delete it afterwards.`,
      );
    }
    const text = (await readAll(file.createReadStream({ autoClose: false }), path)).trim();
    if (text === '') throw usageError(`The file ${path} is empty`, 'Check --from-file');
    return new Sensitive(text);
  } finally {
    await file.close();
  }
}

async function readAll(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MAX_BYTES) {
      throw usageError(`${name} holds more than 64 KiB`, 'Check the input: a credential is much smaller');
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
