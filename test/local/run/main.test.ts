import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

test('a reader that ends after the first line, as head -1 does, causes no stack trace', async () => {
  const child = spawn(process.execPath, ['local/run/main.ts', '--days', '2'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ code: code as unknown, stderr }).toEqual({ code: 0, stderr: '' });
});
