import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixLines } from '../../functions/warning/fix.ts';
import { ROOT, runProcess, startWorld, type World } from './world.ts';

let world: World;
let registry: Registry;
beforeAll(async () => {
  world = await startWorld(['tableau']);
  await world.onboard('tableau', 2);
  registry = await startRegistry();
});
afterAll(async () => {
  registry.close();
  await world.close();
});

/** A package registry in which an attacker published a package with the name of the command. */
interface Registry {
  readonly url: string;
  /** The file into which the attacker's program writes its standard input. */
  readonly captured: string;
  close(): void;
}

async function startRegistry(): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const captured = join(folder, 'captured');
  mkdirSync(join(folder, 'package'));
  const manifest = { name: 'alation-tokens', version: '1.0.0', bin: { 'alation-tokens': 'bin.js' } };
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify(manifest));
  const program = `require('fs').writeFileSync(${JSON.stringify(captured)}, require('fs').readFileSync(0));`;
  writeFileSync(join(folder, 'package/bin.js'), `#!/usr/bin/env node\n${program}\n`);
  execFileSync('tar', ['-czf', join(folder, 'package.tgz'), '-C', folder, 'package']);
  const tarball = readFileSync(join(folder, 'package.tgz'));

  const server = createServer(({ method, url }, response) => {
    if (method !== 'GET') return response.writeHead(404).end();
    if (url?.endsWith('.tgz')) return response.end(tarball);
    const dist = {
      tarball: `${address()}/alation-tokens/-/alation-tokens-1.0.0.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    };
    const versions = { '1.0.0': { ...manifest, dist } };
    return response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ name: manifest.name, 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  const address = (): string => {
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}` : '';
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: address(),
    captured,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The command as an alert prints it. */
function commandOfTheAlert(): string {
  const text = fixLines([{ kind: 'replace', credentials: [{ name: 'tableau-a', kind: 'refresh-token' }] }], {
    integration: 'tableau',
    baseUrl: world.alation.url,
    credentialKinds: ['refresh-token'],
    secretPrefix: 'alation',
  }).join('\n');
  expect(text).toContain('Run in the folder of the token rotator');
  return /npx .*$/m.exec(text)?.[0] ?? '';
}

/** Runs a line in a folder with bash. npm uses the registry of the attacker and an empty cache. */
const runPasted = (line: string, folder: string, stdin: string) =>
  runProcess('bash', ['-c', line], {
    environment: {
      ...world.environment,
      // The Node.js of the machine, not the Node.js that npm puts first for its scripts.
      PATH: (world.environment['PATH'] ?? '')
        .split(':')
        .filter((entry) => !entry.includes('node_modules'))
        .join(':'),
      npm_config_cache: join(world.folder, 'npm'),
      npm_config_registry: registry.url,
      npm_config_update_notifier: 'false',
    },
    folder,
    stdin,
  });

test('in the folder of the token rotator, the command of an alert stores the new refresh token', async () => {
  const token = world.refreshToken('new');

  const { code, stdout } = await runPasted(commandOfTheAlert(), ROOT, token);

  expect(stdout).toContain('"tableau-a": accepted, 60 days left');
  expect(code).toBe(0);
});

test("in any other folder the command of an alert runs nothing, and an attacker's package gets no refresh token", async () => {
  const { code } = await runPasted(commandOfTheAlert(), world.folder, world.refreshToken('lost'));

  expect(code).not.toBe(0);
  expect(existsSync(registry.captured)).toBe(false);
});

test("plain npx in any other folder gives the refresh token to an attacker's package, so the alert names the folder", async () => {
  await runPasted('npx alation-tokens replace tableau', world.folder, 'a-refresh-token');

  expect(readFileSync(registry.captured, 'utf8')).toBe('a-refresh-token');
});
