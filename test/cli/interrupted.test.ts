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

/** Delays the next response of Alation at this path. */
const delay = (path: string) =>
  world.alation.faults.add({ kind: 'delay', clock: 'virtual', path, delayMs: 300_000, times: 1 });

beforeEach(async () => {
  await world.onboard('tableau');
  world.alation.faults.clear();
  delay('createAPIAccessToken');
});

/** Runs the command and presses Ctrl+C when the condition holds. */
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
  ['rotate', [], 'Cancelled. The rotator continues with the requested rotation'],
  ['replace', [], 'Cancelled. The credentials are stored. The rotator continues with the requested rotation'],
  [
    'revoke',
    ['--yes'],
    'Cancelled. "tableau-a": access tokens revoked. The rotator continues with the requested rotation',
  ],
])(
  'after Ctrl+C while %s waits, the command prints in one line what it has done',
  async (command, options, line) => {
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
    expect(stderr).toContain(line);
    expect(stderr).toContain('npx alation-tokens status tableau');
    expect(findLeaks(stderr, [token])).toEqual([]);
    // With the fast clock, the response would come after 30 s.
    expect(tookMs).toBeLessThan(20_000);
  },
);

test('after Ctrl+C with --json, the command prints one document with the error', async () => {
  const { code, stdout } = await interrupted(['rotate', 'tableau', '--json'], '', isDelayed);
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: 'Cancelled',
      message: expect.stringContaining('The rotator continues with the requested rotation'),
    },
  });
});

test('after Ctrl+C while Alation revokes, the command says that the result is unknown', async () => {
  world.alation.faults.clear();
  delay('revokeAPIAccessTokens');
  const { code, stderr } = await interrupted(['revoke', 'tableau', '--yes'], '', isDelayed);
  expect(code).toBe(130);
  expect(stderr).toContain(
    'It is unknown which are revoked, so revoke again: npx alation-tokens revoke tableau',
  );
});

test('after Ctrl+C before a change, the command says that nothing was changed', async () => {
  const clear = world.aws.faults.add({ kind: 'delay', service: 'secretsmanager', delayMs: 5_000 });
  const before = listings();
  const { code, stderr } = await interrupted(['status'], '', () => listings() > before);
  clear();
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelled; nothing was stored or changed');
});

/** Number of ListSecrets calls so far. */
function listings(): number {
  return world.aws.calls.all()['secretsmanager.ListSecrets'] ?? 0;
}
