import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonProgram } from './python-environment.ts';

/** A running moto server. */
export interface MotoServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

const START_MS = 60_000;

/**
 * Starts moto on a free port of 127.0.0.1. Throws an error with moto's output when moto does not respond within a minute.
 *
 * @param command the program and its first arguments. Default: moto's server
 */
export async function startMotoServer(
  [program = '', ...first]: readonly string[] = [pythonProgram('moto_server')],
): Promise<MotoServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = spawn(program, [...first, '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Read continuously: a full pipe would block moto.
  let printed = '';
  moto.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.slice(-4_000);
  });
  const deadline = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (moto.exitCode !== null || Date.now() > deadline) {
      moto.kill();
      throw new Error(`moto did not start at ${url}. It printed:\n${printed}`);
    }
    await sleep(100);
  }
  return {
    url,
    async close() {
      if (moto.exitCode !== null) return;
      const ended = once(moto, 'exit');
      moto.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/`)).ok;
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
