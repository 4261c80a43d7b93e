import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const FREE_PORTS = ['--aws-port', '0', '--alation-port', '0', '--control-port', '0'];

/** Starts a program in the root folder. At the end of the test, ends the program and its children. */
function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // The process has ended already.
    }
  });
  return child;
}

/** `npm run local`, without npm. */
const local = (...args: readonly string[]) => start(process.execPath, ['local/serve/main.ts', ...args]);

/** The exit code and the standard error of a process. */
async function ended(child: ReturnType<typeof start>) {
  const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  return { code: code as unknown, stderr };
}

/** The address of the control server, as soon as the process prints it. */
function controlUrl(child: ReturnType<typeof start>): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      const url = /^Control +(http:\S+)/m.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The process ended: ${printed}`)));
  });
}

const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );
const takenPort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return String((server.address() as AddressInfo).port);
};

const ALL_FREE =
  'To use a free port for each server: npm run local -- --aws-port 0 --alation-port 0 --control-port 0';

test.each(['--aws-port', '--alation-port', '--control-port'])(
  'when the port of %s is in use, the error names the port and the option',
  async (option) => {
    const port = await takenPort();
    const others = ['--aws-port', '--alation-port', '--control-port'].filter((other) => other !== option);
    const child = local(option, port, ...others.flatMap((other) => [other, '0']));
    expect(await ended(child)).toEqual({
      code: 1,
      stderr: `Port ${port} is in use. Use ${option} N for another port, or ${option} 0 for a free port.\n${ALL_FREE}\n`,
    });
  },
);

test('npm run local refuses a wrong option and names the allowed values', async () => {
  const { code, stderr } = await ended(local('--aws-port', 'many'));
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed: 0 to 65535. 0 takes a free port.');
});

test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('%s ends npm run local with exit code 0', async (signal) => {
  const child = local(...FREE_PORTS);
  await controlUrl(child);
  const ending = ended(child);
  child.kill(signal);
  expect(await ending).toEqual({ code: 0, stderr: '' });
});

test('when npm receives SIGTERM, npm run local ends its servers', async () => {
  const npm = start('npm', ['run', 'local', '--', ...FREE_PORTS]);
  const url = await controlUrl(npm);
  // The signal goes to npm alone: only a terminal sends signals to the whole process group.
  process.kill(npm.pid ?? 0, 'SIGTERM');
  const until = performance.now() + 10_000;
  while ((await isUp(url)) && performance.now() < until) await sleep(100);
  expect(await isUp(url)).toBe(false);
});

test('npm run local ends without an error when the program that reads its output ends', async () => {
  const child = local(...FREE_PORTS);
  const ending = ended(child);
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await ending).toEqual({ code: 0, stderr: '' });
});
