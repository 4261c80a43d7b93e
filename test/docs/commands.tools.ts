import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSecrets } from '../../local/installation/resources.ts';
import { findLeaks } from '../support/canary.ts';
import { mailSubscriptions, type MailSubscriptions } from '../cli/mail-subscriptions.ts';
import { hasTerminal, openTerminal } from '../cli/terminal.ts';
import { MAIN, ROOT, startWorld, USER_ID, type World } from '../cli/world.ts';
import { areToolsRequired } from '../support/tools.ts';
import { commandsOf } from './commands-of.ts';

const ENTER = '\r';
const commands = [
  ...new Set(
    ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()].flatMap((page) =>
      commandsOf(readFileSync(join(ROOT, page), 'utf8')),
    ),
  ),
];
const INTEGRATIONS = ['tableau', 'loader', 'tableau-lineage'];
/** The Alation user of test refresh tokens. No integration uses this user. */
const TRIAL_USER_ID = 901;
const USER = { username: 'ada@example.com', password: 'Xk4-Rm8sTq2wVn6zPb9c', userId: USER_ID };

let world: World;
let mails: MailSubscriptions;
/** Secrets that the command under test got. The screen may show none of them. */
let secrets: string[];
beforeAll(async () => {
  world = await startWorld(INTEGRATIONS);
  world.alation.addUser(USER);
  await world.subscribeQueue();
  mails = mailSubscriptions(world);
});
afterAll(async () => {
  mails.close();
  await world.close();
});

const newRefreshToken = (userId = USER_ID): string => {
  const { refreshToken } = world.alation.createRefreshTokenInUi({ userId, name: 'mine' });
  secrets.push(refreshToken);
  return refreshToken;
};

/** Before each command the stack is deployed, and the files and programs that the documents name exist. */
beforeEach(async () => {
  secrets = [USER.password];
  const { secretsManager } = world.installation;
  for (const integration of INTEGRATIONS) {
    for (const role of ['credentials', 'access-token']) {
      await secretsManager.send(
        new DeleteSecretCommand({
          SecretId: `alation/${integration}/${role}`,
          ForceDeleteWithoutRecovery: true,
        }),
      );
    }
    await createSecrets(secretsManager, { integration, renews: true });
  }
  // An earlier `init` wrote settings into this file, and `init` does not change existing settings.
  copyFileSync(join(ROOT, 'cdk.json'), join(world.folder, 'cdk.json'));
  for (const name of ['credentials.json', 'new-token.json', 'test-token.json']) {
    const userId = name === 'test-token.json' ? TRIAL_USER_ID : USER_ID;
    const fields = { base_url: world.alation.url, refresh_token: newRefreshToken(userId), user_id: userId };
    world.file(name, JSON.stringify(fields));
  }
  mkdirSync(join(world.folder, 'bin'), { recursive: true });
  writeProgram('npx', `shift; exec '${process.execPath}' '${MAIN}' "$@"`);
  writeProgram('pass', `echo '${newRefreshToken()}'`);
});

function writeProgram(name: string, script: string): void {
  const path = join(world.folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Whether a command stores the first credential, so that its integration must not have credentials. */
const storesFirstCredential = (command: string) =>
  / onboard /.test(command) && !/--second/.test(command.replace('--create --second', ''));

/** Runs a line in a terminal and answers its questions as a reader would. */
async function runAsPasted(
  command: string,
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const line = command.replaceAll('https://acme.alationcloud.com', world.alation.url);
  const userId = / --renewal/.test(command) ? TRIAL_USER_ID : USER_ID;
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  secrets.push(client.clientSecret);
  const answers: [question: string, answer: string][] = [
    ['Base URL of Alation', world.alation.url],
    ['User id', String(userId)],
    ['Refresh token', newRefreshToken(userId)],
    ['A second test refresh token', 'y'],
    ['Second refresh token', newRefreshToken(userId)],
    ['Username in Alation', USER.username],
    ['Password', USER.password],
    ['Client id', client.clientId],
    ['Client secret', client.clientSecret],
    ['Revoke all access tokens', 'y'],
    ['Offboard', 'y'],
    ['Why do you pause this integration', 'maintenance'],
    ['Host of Alation', 'acme.alationcloud.com'],
    ['E-mail address for alerts', 'data-platform@acme.com'],
    ['Name of an integration', 'tableau'],
    ['Owner of', 'bi-team'],
    ['Add another integration?', ''],
    ['Link of the mail', await mails.subscribe(`${randomUUID()}@example.com`)],
  ];
  const terminal = openTerminal(['bash', '-c', line], {
    environment: { ...world.environment, PATH: `${join(world.folder, 'bin')}:${world.environment['PATH']}` },
    folder: world.folder,
  });
  // `replace` of several integrations asks for the second refresh token under the name of the second integration.
  const second = newRefreshToken();
  let isSecondAsked = false;
  const ended = terminal.ended();
  while ((await Promise.race([ended.then(() => 'over'), sleep(50)])) !== 'over') {
    const shown = stripVTControlCharacters(terminal.screen());
    if (!isSecondAsked && /^loader:\s[^]*\? Refresh token/m.test(shown)) {
      isSecondAsked = true;
      terminal.type(`${second}${ENTER}`);
    }
    const asked = answers.findIndex(([question]) => shown.includes(`? ${question}`));
    if (asked !== -1) terminal.type(`${answers.splice(asked, 1)[0]?.[1]}${ENTER}`);
  }
  return { code: await ended, screen: terminal.screen() };
}

test.runIf(areToolsRequired)('this machine has a terminal for the commands of the documents', () => {
  expect(hasTerminal).toBe(true);
});

describe.skipIf(!hasTerminal)('every command works as the documents show it', () => {
  test.each(commands)('%s', async (command) => {
    if (!storesFirstCredential(command)) {
      const several = /--name tableau-b|rollback|remove|renew /.test(command) ? 2 : 1;
      const others = ['loader', 'tableau-lineage'].map((name) => world.onboard(name));
      await Promise.all([world.onboard('tableau', several), ...others]);
      await world.installation.rotate();
    }
    if (/rollback|renew /.test(command)) await world.installation.rotate({ integration: 'tableau' });

    const { code, screen } = await runAsPasted(command);

    expect({ code, screen }).toMatchObject({ code: 0 });
    expect(screen).not.toContain('Error:');
    expect(findLeaks(screen, secrets)).toEqual([]);
  });
});
