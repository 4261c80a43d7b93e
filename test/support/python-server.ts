import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running server. */
export interface PythonServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** How a server is started, and where it responds after its start. */
export interface PythonServerOptions {
  readonly name: string;
  /** The program and its arguments. */
  command(port: number): readonly string[];
  /** Variables in addition to the environment of this process; undefined removes a variable. */
  environment?(port: number): Readonly<Record<string, string | undefined>>;
  /** Path whose response has the status 200. */
  readonly healthPath: string;
}

const START_MS = 180_000;
/** The time that a server has to end itself and the processes that it started. */
const END_MS = 10_000;

/**
 * Starts a server on a free port of 127.0.0.1. If it exits or does not respond within three minutes, throws an error with
 * its output.
 */
export async function startPythonServer(options: PythonServerOptions): Promise<PythonServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program = '', ...programArguments] = options.command(port);
  const server = spawn(program, programArguments, {
    env: { ...process.env, ...options.environment?.(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Read continuously: a full pipe would block the server.
  let printed = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.slice(-4_000);
  });
  const deadline = Date.now() + START_MS;
  while (!(await isHealthy(`${url}${options.healthPath}`))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill();
      throw new Error(`${options.name} did not start at ${url}. It printed:\n${printed}`);
    }
    await sleep(100);
  }
  return {
    url,
    async close() {
      if (server.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill();
      const killTimer = setTimeout(() => server.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(killTimer);
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('There is no free port.');
  return address.port;
}
