import { spawnSync } from 'node:child_process';
import type { Input } from './terminal.ts';

/**
 * Turns off the echo of the terminal until the process ends. The terminal itself echoes what an operator types before a
 * masked question appears. A token that is pasted early would stay on the screen. Questions without a mask print
 * the typed text themselves. Ctrl+C keeps its meaning, unlike in raw mode.
 *
 * Without `stty`, as on Windows, nothing changes.
 */
export function hideTyping(stdin: Input): void {
  if (stdin !== process.stdin || stdin.isTTY !== true) return;
  const before = stty('-g');
  if (before.status !== 0 || stty('-echo').status !== 0) return;
  process.once('exit', () => void stty(before.stdout.trim()));
}

function stty(...modes: readonly string[]) {
  return spawnSync('stty', modes, { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' });
}
