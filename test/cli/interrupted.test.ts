import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { wakeableClock } from './wakeable-clock.ts';
import { MAIN, startWorld, type World } from './world.ts';

const clock = wakeableClock();
let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau'], { clock });
});
afterAll(() => world.close());

const delay = (path: string) =>
  world.alation.faults.add({ kind: 'delay', clock: 'virtual', path, delayMs: 3_000, times: 1 });

beforeEach(async () => {
  await world.onboarded('tableau');
  world.alation.faults.clear();
  delay('createAPIAccessToken');
});

/** Runs the command and presses Ctrl+C when this is so. */
async function interrupted(args: readonly string[], stdin: string, when: () => boolean) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: world.folder,
    env: { ...world.environment },
  });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  await expect.poll(when, { timeout: 20_000, interval: 20 }).toBe(true);
  const at = performance.now();
  child.kill('SIGINT');
  const code = await ended;
  const [stdout, stderr] = await printed;
  const tookMs = performance.now() - at;
  clock.wakeAll();
  return { code, stdout, stderr, tookMs };
}

const isDelayed = () => world.alation.faults.list().length === 0;

test.each([
  ['rotate', [], 'Cancelled. The rotation is requested and goes on without this command'],
  ['replace', [], 'Cancelled. The credentials are stored. The rotation is requested and goes on'],
  [
    'revoke',
    ['--yes'],
    'Cancelled. "tableau-a": access tokens revoked. The rotation is requested and goes on without this command',
  ],
])('Ctrl+C while %s waits says in one line what is done already', async (command, options, says) => {
  const token = world.refreshToken('new');

  const { code, stdout, stderr, tookMs } = await interrupted(
    [command, 'tableau', ...options],
    token,
    isDelayed,
  );

  expect(code).toBe(130);
  expect(stdout).toBe('');
  expect(stderr).toBe(`${stderr.trimEnd()}\n`);
  expect(stderr.split('\n')).toHaveLength(2);
  expect(stderr).toContain(says);
  expect(stderr).toContain('npx alation-tokens status tableau');
  expect(findLeaks(stderr, [token])).toEqual([]);
  expect(tookMs).toBeLessThan(2_000);
});

test('with --json it is the error, and the only document', async () => {
  const { code, stdout } = await interrupted(['rotate', 'tableau', '--json'], '', isDelayed);
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'Cancelled', message: expect.stringContaining('The rotation is requested') },
  });
});

test('while Alation is asked to revoke nothing is certain, and that is said', async () => {
  world.alation.faults.clear();
  delay('revokeAPIAccessTokens');
  const { code, stderr } = await interrupted(['revoke', 'tableau', '--yes'], '', isDelayed);
  expect(code).toBe(130);
  expect(stderr).toContain(
    'what came of it is not known, so run it again: npx alation-tokens revoke tableau',
  );
});

test('before anything is changed, that is said', async () => {
  const clear = world.aws.faults.add({ kind: 'delay', service: 'secretsmanager', delayMs: 5_000 });
  const { code, stderr } = await interrupted(['status'], '', () => isAsked());
  clear();
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled; nothing was stored or changed');
});

/** Whether the command has begun to ask. */
function isAsked(): boolean {
  return (world.aws.calls.all()['secretsmanager.ListSecrets'] ?? 0) > 0;
}
