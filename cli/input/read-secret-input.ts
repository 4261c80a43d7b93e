import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Secrets Manager's own limit of a value. */
const MAX_BYTES = 65_536;

/**
 * What an operator hands over without typing: the content of `--from-file`, of standard input (`--from-file -`), or of
 * standard input when it is no terminal. Undefined when a person is to be asked.
 *
 * @throws CliError when there is nothing, or too much; it names the file and nothing of what is in it
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
      'Nothing came on standard input, and there is no terminal to ask at',
      'Pipe the refresh token or the JSON in, or give --from-file <file>; see --help',
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
      terminal.note(`Others on this machine may read ${path}: chmod 600 it, and delete it afterwards.`);
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
    if (bytes > MAX_BYTES) throw usageError(`${name} holds more than 64 KiB`, 'A credential is far smaller');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
