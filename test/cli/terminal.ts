import { spawn, spawnSync } from 'node:child_process';
import { compiledModules } from '../support/compiled-modules.ts';

/** A program in a real terminal (a pty). The test types as an operator does. */
export interface TerminalSession {
  readonly pid: number;
  /** Everything that was shown so far, with control sequences. */
  screen(): string;
  /** Waits until the screen shows this text after the text of the previous call. Throws after 20 s, or if the program ends. */
  shows(text: string): Promise<void>;
  type(keys: string): void;
  /** Waits for the end and returns the exit code. */
  ended(): Promise<number | null>;
}

/** A Python program that runs a command in a pty. Node.js has no pty. */
const PTY = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

/** Whether this machine has Python's pty module. */
export const hasTerminal = spawnSync('python3', ['-c', 'import pty']).status === 0;

const TIMEOUT_MS = 20_000;

/** Starts a program in a terminal. */
export function openTerminal(
  command: readonly string[],
  options: { readonly environment: Readonly<Record<string, string>>; readonly folder: string },
): TerminalSession {
  const child = spawn('python3', ['-I', '-S', '-c', PTY, ...command], {
    cwd: options.folder,
    env: { ...compiledModules, ...options.environment, TERM: 'xterm-256color' },
  });
  let screen = '';
  let seen = 0;
  const checks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      screen += part;
      for (const check of checks) check();
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    pid: child.pid ?? 0,
    screen: () => screen,
    type: (keys) => void child.stdin.write(keys),
    ended: () => ended,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const at = screen.indexOf(text, seen);
          if (at === -1) return;
          seen = at + text.length;
          finish(resolve);
        };
        const giveUp = (): void => {
          finish(() => reject(new Error(`the screen did not show ${JSON.stringify(text)}:\n${screen}`)));
          child.kill();
        };
        const timer = setTimeout(giveUp, TIMEOUT_MS);
        const finish = (how: () => void): void => {
          checks.delete(check);
          clearTimeout(timer);
          how();
        };
        checks.add(check);
        void ended.then(giveUp);
        check();
      }),
  };
}
