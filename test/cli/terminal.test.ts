import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { hasTerminal, openTerminal } from './terminal.ts';
import { wakeableClock } from './wakeable-clock.ts';
import { MAIN, startWorld, USER_ID, type World } from './world.ts';

const ENTER = '\r';

const clock = wakeableClock();
let world: World;
beforeAll(async () => {
  world = await startWorld(
    [
      'tableau',
      'created',
      'client',
      'history',
      'hidden',
      'revoked',
      'chosen',
      'typo',
      'coloured',
      'patient',
      'quoted',
      'ended',
      'broken',
      'early',
      'pasted',
    ],
    { clock },
  );
});
afterAll(() => world.close());

const delayNextMint = () =>
  world.alation.faults.add({
    kind: 'delay',
    clock: 'virtual',
    path: 'createAPIAccessToken',
    delayMs: 40_000,
    times: 1,
  });

const session = (...args: readonly string[]) =>
  openTerminal([process.execPath, MAIN, ...args], { environment: world.environment, folder: world.folder });

/** Process id of the parent; 0 when the process has ended. */
function parentOf(pid: string): number {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

/** Command lines, which every user of the machine can read, and environments of a process and its descendants. */
function commandLinesAndEnvironments(pid: number): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const family = new Set([pid]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const one of processes) if (family.has(parentOf(one))) family.add(Number(one));
  }
  return [...family]
    .map((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8') + readFileSync(`/proc/${one}/environ`, 'utf8'))
    .join('\n');
}

// Continuous integration has Python. On a machine without Python these tests are skipped.
describe.skipIf(!hasTerminal)('in a real terminal', () => {
  test('onboard asks for the refresh token without echo, and no other user of the machine sees it', async () => {
    const token = world.refreshToken('tableau');
    const terminal = session('onboard', 'tableau');

    await terminal.shows('Base URL of Alation');
    terminal.type(world.alation.url + ENTER);
    await terminal.shows(`Create a refresh token at ${world.alation.url}/account/auth`);
    await terminal.shows('Refresh token');
    terminal.type(token);
    await terminal.shows('[input is masked]');
    const seen = commandLinesAndEnvironments(terminal.pid);
    terminal.type(ENTER);
    await terminal.shows('User id');
    terminal.type(String(USER_ID) + ENTER);
    await terminal.shows('tableau is onboarded.');
    await terminal.shows('"tableau-a": accepted, 60 days left');

    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(seen, [token])).toEqual([]);
    // The search covered the process of the terminal and the process of the command.
    expect(seen.split('\n').filter((one) => one.includes('onboard')).length).toBeGreaterThan(1);
    expect(findLeaks(terminal.screen(), [token])).toEqual([]);
    expect(world.alation.isAccessTokenActive((await world.published('tableau')).accessToken)).toBe(true);
  });

  test.each([
    ['with a line feed', (token: string) => `${token}\n`],
    ['with a carriage return and a line feed', (token: string) => `${token}\r\n`],
    ['as a bracketed paste with a line feed', (token: string) => `\u001B[200~${token}\n\u001B[201~\r`],
  ])('the prompt accepts a token that is pasted %s', async (_, pasted) => {
    await world.onboard('pasted');
    const token = world.refreshToken('pasted');
    const terminal = session('replace', 'pasted');

    await terminal.shows('Refresh token');
    terminal.type(pasted(token));
    await terminal.shows('is replaced.');

    expect(await terminal.ended()).toBe(0);
    expect(await world.credentials('pasted')).toMatchObject({ credentials: [{ refresh_token: token }] });
    expect(findLeaks(terminal.screen(), [token])).toEqual([]);
  });

  test('the terminal does not echo what is typed before the masked prompt appears, and the prompt accepts this input', async () => {
    await world.onboard('early');
    const token = world.refreshToken('early');
    world.aws.faults.add({
      kind: 'delay',
      clock: 'virtual',
      service: 'secretsmanager',
      operation: 'DescribeSecret',
      delayMs: 200_000,
      times: 1,
    });
    world.aws.calls.reset();
    const terminal = session('replace', 'early');
    // The command waits for AWS before its first question.
    await vi.waitFor(() => expect(Object.keys(world.aws.calls.all())).not.toEqual([]), 10_000);
    terminal.type(token);
    await new Promise((resolve) => setTimeout(resolve, 300));
    clock.wakeAll();
    await terminal.shows('Refresh token');
    terminal.type(ENTER);
    await terminal.shows('is replaced.');

    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(terminal.screen(), [token])).toEqual([]);
  });

  test('after a masked question the terminal echoes again', async () => {
    await world.onboard('early');
    const shell = `'${process.execPath}' '${MAIN}' replace early; stty -a`;
    const terminal = openTerminal(['bash', '-c', shell], {
      environment: world.environment,
      folder: world.folder,
    });
    await terminal.shows('Refresh token');
    terminal.type('\u0003');
    await terminal.shows('Cancelled at a question');

    await terminal.ended();
    expect(terminal.screen()).toMatch(/\secho\s/);
  });

  test('Ctrl+T does not make a typed secret visible', async () => {
    await world.onboard('hidden');
    const terminal = session('replace', 'hidden');
    await terminal.shows('Refresh token');
    terminal.type('visible-after-all');
    // Ctrl+T toggles the mask of this prompt library unless `toggleMask` is false.
    terminal.type('\u0014');
    terminal.type('-more');
    terminal.type('\u0003');

    expect(await terminal.ended()).toBe(130);
    expect(terminal.screen()).not.toContain('visible');
    expect(terminal.screen()).toContain('Cancelled at a question; nothing was stored or changed');
  });

  test.each([
    ['onboard', 'Base URL of Alation'],
    ['replace', 'masked'],
    ['revoke', 'Revoke all access tokens'],
  ])('Ctrl+D at a question of %s cancels as Ctrl+C does', async (command, question) => {
    if (command !== 'onboard') await world.onboard('ended');
    const terminal = session(command, 'ended');
    await terminal.shows(question);
    terminal.type('\u0004');

    expect(await terminal.ended()).toBe(130);
    expect(terminal.screen()).toContain('Cancelled at a question; nothing was stored or changed');
    expect(terminal.screen()).not.toContain('Warning');
  });

  test('Ctrl+C during the rotation prints the completed steps and shows the cursor again', async () => {
    await world.onboard('broken');
    delayNextMint();
    const terminal = session('replace', 'broken');
    await terminal.shows('Refresh token');
    terminal.type(world.refreshToken('new') + ENTER);
    await terminal.shows('The rotator mints, verifies and publishes an access token');
    terminal.type('\u0003');
    await terminal.shows(
      'Cancelled. The credentials are stored. The rotator continues with the requested rotation',
    );

    expect(await terminal.ended()).toBe(130);
    clock.wakeAll();
    expect(terminal.screen()).toContain('npx alation-tokens status broken');
    expect(terminal.screen().lastIndexOf('\u001B[?25h')).toBeGreaterThan(
      terminal.screen().lastIndexOf('\u001B[?25l'),
    );
  });

  test('replace repeats the question for a token in single quotes, and accepts a token in double quotes', async () => {
    await world.onboard('quoted');
    const token = world.refreshToken('quoted');
    const terminal = session('replace', 'quoted');
    await terminal.shows('Refresh token');
    terminal.type(`'${token}'${ENTER}`);
    await terminal.shows('The refresh token begins or ends with a quote, which no token does');
    terminal.type('\u0015');
    terminal.type(`"${token}"${ENTER}`);
    await terminal.shows('"quoted-a": accepted');
    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(terminal.screen(), [token])).toEqual([]);
  });

  test('onboard repeats a question after an invalid answer', async () => {
    const terminal = session('onboard', 'typo');
    await terminal.shows('Base URL of Alation');
    terminal.type(`not a url${ENTER}`);
    await terminal.shows('The base URL is not a URL');
    terminal.type('\u0015');
    terminal.type(world.alation.url + ENTER);
    await terminal.shows('Refresh token');
    terminal.type(world.refreshToken('typo') + ENTER);
    await terminal.shows('User id');
    terminal.type(`seven${ENTER}`);
    await terminal.shows('A user id is a whole number');
    terminal.type('\u0003');
    expect(await terminal.ended()).toBe(130);
  });

  test('--create asks for username and password', async () => {
    const password = 'Lq7-Vn3xRt9wKp5sBd2';
    world.alation.addUser({ userId: 41, username: 'eve@example.com', password });
    const terminal = session('onboard', 'created', '--create', '--base-url', world.alation.url);

    await terminal.shows('Username in Alation');
    terminal.type(`eve@example.com${ENTER}`);
    await terminal.shows('Password');
    terminal.type(password + ENTER);
    await terminal.shows('created is onboarded.');

    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(terminal.screen(), [password])).toEqual([]);
  });

  test('--oauth asks for client id and client secret', async () => {
    const client = world.alation.registerOAuthClient({ name: 'client' });
    const terminal = session('onboard', 'client', '--oauth', '--base-url', world.alation.url);

    await terminal.shows('Client id');
    terminal.type(client.clientId + ENTER);
    await terminal.shows('Client secret');
    terminal.type(`two words${ENTER}`);
    await terminal.shows('The client secret is not one word of ASCII characters');
    terminal.type('\u0015');
    terminal.type(client.clientSecret + ENTER);
    await terminal.shows('"client-a": accepted, does not expire');

    expect(await terminal.ended()).toBe(0);
    expect(findLeaks(terminal.screen(), [client.clientSecret])).toEqual([]);
  });

  test('replace lets the operator choose among several credentials', async () => {
    await world.onboard('chosen', 2);
    const terminal = session('replace', 'chosen');

    await terminal.shows('Which credential do you want to replace?');
    await terminal.shows('chosen-a 60 days');
    terminal.type(ENTER);
    await terminal.shows('Refresh token');
    terminal.type(world.refreshToken('new') + ENTER);
    await terminal.shows('"chosen-a": accepted, 60 days left');
    expect(await terminal.ended()).toBe(0);
  });

  test.each([
    ['n', 130, true],
    ['y', 0, false],
  ])('revoke asks for confirmation and obeys the answer %s', async (answer, exitCode, staysActive) => {
    await world.onboard('revoked');
    const { accessToken } = await world.published('revoked');
    const terminal = session('revoke', 'revoked');

    await terminal.shows('This revokes every access token of the credential of revoked.');
    await terminal.shows('Revoke all access tokens of revoked?');
    terminal.type(answer + ENTER);

    expect(await terminal.ended()).toBe(exitCode);
    expect(world.alation.isAccessTokenActive(accessToken)).toBe(staysActive);
  });

  test('revoke says that it revokes the access tokens of both credentials', async () => {
    await world.onboard('revoked', 2);
    const terminal = session('revoke', 'revoked');
    await terminal.shows('This revokes every access token of both credentials of revoked.');
    await terminal.shows('Revoke all access tokens');
    terminal.type('\u0003');
    expect(await terminal.ended()).toBe(130);
  });

  test('the output of status has colour unless NO_COLOR is set', async () => {
    await world.onboard('coloured');
    const coloured = session('status', 'coloured');
    expect(await coloured.ended()).toBe(0);
    expect(coloured.screen()).toContain('\u001B[32mcoloured');

    const plain = openTerminal([process.execPath, MAIN, 'status', 'coloured'], {
      environment: { ...world.environment, NO_COLOR: '1' },
      folder: world.folder,
    });
    expect(await plain.ended()).toBe(0);
    expect(plain.screen()).not.toContain('\u001B[3');
  });

  test('a spinner appears if a rotation takes longer than a second', async () => {
    await world.onboard('patient');
    delayNextMint();
    const terminal = session('rotate', 'patient');
    await terminal.shows('The rotator mints, verifies and publishes an access token');
    clock.wakeAll();
    await terminal.shows('patient has a new access token.');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen()).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
  });

  test("the shell's history contains the command and no token", async () => {
    const token = world.refreshToken('history');
    const history = `${world.folder}/history`;
    const shell = openTerminal(['bash', '--noprofile', '--norc', '-i'], {
      environment: { ...world.environment, HISTFILE: history },
      folder: world.folder,
    });
    await shell.shows('bash-');
    const command = `'${process.execPath}' '${MAIN}' onboard history --base-url ${world.alation.url} --user-id ${USER_ID}`;
    shell.type(command + ENTER);
    await shell.shows('Refresh token');
    shell.type(token + ENTER);
    await shell.shows('history is onboarded.');
    await shell.shows('bash-');
    shell.type(`exit${ENTER}`);
    await shell.ended();

    const saved = readFileSync(history, 'utf8');
    expect(saved).toContain('onboard history');
    expect(findLeaks(saved, [token])).toEqual([]);
  });
});
