import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { dataOfPage } from '../local/serve/data-of-page.ts';
import { compiledModules } from '../support/compiled-modules.ts';
import { ROOT, runProcess } from './world.ts';

/** Ends `npm run local`, which the tests start as a developer does, on free ports. */
let stop: () => Promise<void>;
let addresses: { readonly aws: string; readonly alation: string; readonly control: string };
let environment: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alation-tokens-'));
  environment = {
    ...compiledModules,
    // The Node.js of the machine, not the Node.js that npm puts first for its scripts.
    PATH: (process.env['PATH'] ?? '')
      .split(':')
      .filter((entry) => !entry.includes('node_modules'))
      .join(':'),
    HOME: folder,
    npm_config_cache: join(folder, 'npm'),
    npm_config_update_notifier: 'false',
  };
  const ports = ['--aws-port', '0', '--alation-port', '0', '--control-port', '0'];
  const local = spawn('npm', ['run', 'local', '--', ...ports], {
    cwd: ROOT,
    env: environment,
    // A separate process group: npm, its shell and the server end together.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => local.once('close', resolve));
  stop = async () => {
    process.kill(-(local.pid ?? 0), 'SIGTERM');
    await ended;
  };
  let printed = '';
  addresses = await new Promise((resolve, reject) => {
    local.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const [aws, alation, control] = ['AWS', 'Alation', 'Control'].map(
        (server) => new RegExp(`^${server} +(http:\\S+)`, 'm').exec(printed)?.[1],
      );
      if (aws && alation && control) resolve({ aws, alation, control });
    });
    void ended.then(() => reject(new Error(`npm run local ended: ${printed}`)));
  });
  Object.assign(environment, {
    AWS_ENDPOINT_URL: addresses.aws,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const npx = (args: readonly string[], stdin = '') =>
  runProcess('npx', ['alation-tokens', ...args], { environment, folder: ROOT, stdin });

const tokenResponse = z.object({ refresh_token: z.string() });

async function refreshToken(): Promise<string> {
  const response = await fetch(`${addresses.control}/alation/refresh-tokens`, {
    method: 'POST',
    body: JSON.stringify({ userId: 7, name: 'mine' }),
  });
  return tokenResponse.parse(await response.json()).refresh_token;
}

test('npx finds the command in this folder, and the Node.js that it needs', async () => {
  const { code, stdout } = await npx(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: alation-tokens');
});

test('onboard reports that Alation accepts the refresh token', async () => {
  const token = await refreshToken();
  const args = ['onboard', 'playground', '--base-url', addresses.alation, '--user-id', '7'];
  const { code, stdout } = await npx(args, token);

  expect(stdout).toContain('"playground-a": accepted, 60 days left');
  expect(code).toBe(0);
});

const actsOfPlayground = async () => {
  const { timeline } = await dataOfPage(addresses.control);
  return timeline.integrations.find(({ name }) => name === 'playground')?.acts.map(({ text }) => text);
};

test('the page of npm run local shows the onboarding as an act of a person', async () => {
  await expect.poll(actsOfPlayground).toEqual(['a person stores "playground-a"']);
});

test('status, doctor, events and test-alert work with the local servers', async () => {
  const [status, doctor, events, alert] = await Promise.all([
    npx(['status']),
    npx(['doctor', '--json']),
    npx(['events', 'playground']),
    npx(['test-alert', '--json']),
  ]);
  expect(status.stdout).toMatch(/^playground +fresh /m);
  expect(doctor.stdout).toContain('can run');
  expect(events.stdout).toMatch(/ playground +rotated +Requested/);
  expect(alert.stdout).toContain('"confirmedSubscriptions": 1');
});
