import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/program/create-program.ts';
import { ExitCode } from '../../cli/exit-code.ts';
import { createSecrets } from '../../local/installation/resources.ts';
import { findLeaks } from '../support/canary.ts';
import { hasTerminal, openTerminal } from '../cli/terminal.ts';
import { MAIN, ROOT, startWorld, USER_ID, type World } from '../cli/world.ts';
import { areToolsRequired } from './tools.ts';

const ENTER = '\r';
const PAGE = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
/** Every line of the page that a reader may paste into a shell. */
const commands = [...PAGE.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);
const USER = { username: 'ada@example.com', password: 'Xk4-Rm8sTq2wVn6zPb9c', userId: USER_ID };

let world: World;
/** Secrets that a command of the page was given; none may be on the screen. */
let secrets: string[];
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader']);
  world.alation.addUser(USER);
  await world.subscribed();
});
afterAll(() => world.close());

const newRefreshToken = (): string => {
  const { refreshToken } = world.alation.createRefreshTokenInUi({ userId: USER_ID, name: 'mine' });
  secrets.push(refreshToken);
  return refreshToken;
};

/** Puts everything where the page supposes it: the stack is deployed, and the files and programs it names are there. */
beforeEach(async () => {
  secrets = [USER.password];
  const { secretsManager } = world.installation;
  for (const integration of ['tableau', 'loader']) {
    for (const role of ['credentials', 'access-token']) {
      await secretsManager.send(
        new DeleteSecretCommand({
          SecretId: `alation/${integration}/${role}`,
          ForceDeleteWithoutRecovery: true,
        }),
      );
    }
    await createSecrets(secretsManager, { integration });
  }
  for (const name of ['credentials.json', 'new-token.json', 'throw-away.json']) {
    const fields = { base_url: world.alation.url, refresh_token: newRefreshToken(), user_id: USER_ID };
    world.file(name, JSON.stringify(fields));
  }
  mkdirSync(join(world.folder, 'bin'), { recursive: true });
  program('npx', `shift; exec '${process.execPath}' '${MAIN}' "$@"`);
  program('pass', `echo '${newRefreshToken()}'`);
});

function program(name: string, script: string): void {
  const path = join(world.folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Whether a command begins with an integration that has nothing yet. */
const isFirst = (command: string) =>
  / onboard /.test(command) && !/--second/.test(command.replace('--create --second', ''));

/** Runs a line in a terminal, and answers whatever it asks as its reader would. */
async function asPasted(command: string): Promise<{ readonly code: number | null; readonly screen: string }> {
  const line = command.replaceAll('https://acme.alationcloud.com', world.alation.url);
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  secrets.push(client.clientSecret);
  const answers: [question: string, answer: string][] = [
    ['Base URL of Alation', world.alation.url],
    ['User id', String(USER_ID)],
    ['Refresh token', newRefreshToken()],
    ['Username in Alation', USER.username],
    ['Password', USER.password],
    ['Client id', client.clientId],
    ['Client secret', client.clientSecret],
    ['Revoke all access tokens', 'y'],
  ];
  const terminal = openTerminal(['bash', '-c', line], {
    environment: { ...world.environment, PATH: `${join(world.folder, 'bin')}:${world.environment['PATH']}` },
    folder: world.folder,
  });
  const ended = terminal.ended();
  while ((await Promise.race([ended.then(() => 'over'), sleep(50)])) !== 'over') {
    const shown = stripVTControlCharacters(terminal.screen());
    const asked = answers.findIndex(([question]) => shown.includes(`? ${question}`));
    if (asked !== -1) terminal.type(`${answers.splice(asked, 1)[0]?.[1]}${ENTER}`);
  }
  return { code: await ended, screen: terminal.screen() };
}

test.runIf(areToolsRequired)('a terminal can be had, in which the commands of the page are run', () => {
  expect(hasTerminal).toBe(true);
});

describe.skipIf(!hasTerminal)('every command of docs/cli.md, as it is written there', () => {
  test.each(commands)('%s', async (command) => {
    if (!isFirst(command)) {
      const several = /--name tableau-b|rollback/.test(command) ? 2 : 1;
      await Promise.all([world.onboarded('tableau', several), world.onboarded('loader')]);
      await world.installation.rotate();
    }
    if (/rollback/.test(command)) await world.installation.rotate({ integration: 'tableau' });

    const { code, screen } = await asPasted(command);

    expect({ code, screen }).toMatchObject({ code: 0 });
    expect(screen).not.toContain('Error:');
    expect(findLeaks(screen, secrets)).toEqual([]);
  });
});

test('the page shows every command at least once', () => {
  const { stdout, stderr } = process;
  const known = createProgram(stdout, stderr, async () => {}).commands.map((command) => command.name());
  const shown = new Set(commands.map((command) => /npx alation-tokens ([a-z-]+)/.exec(command)?.[1]));
  expect(known.filter((name) => !shown.has(name))).toEqual([]);
});

test('the page and the help speak of the same options', () => {
  const { stdout, stderr } = process;
  const cli = createProgram(stdout, stderr, async () => {});
  const options = [cli, ...cli.commands].flatMap((command) => command.options.map((option) => option.long));
  const missing = options.filter(
    (option) => option !== undefined && option !== '--version' && !PAGE.includes(option),
  );
  expect(missing).toEqual([]);
  const named = new Set([...PAGE.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option));
  // The second one is npx's own.
  const others = new Set(['--help', '--no-install']);
  expect([...named].filter((option) => !others.has(option) && !options.includes(option))).toEqual([]);
});

test('the page lists every exit code', () => {
  for (const code of Object.values(ExitCode)) expect(PAGE).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});
