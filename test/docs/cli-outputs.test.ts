import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { mailSubscriptions } from '../cli/mail-subscriptions.ts';
import { ROOT, startWorld, USER_ID, type World } from '../cli/world.ts';

const PAGE_TEXT = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
/** The examples of the page: a command and the output on a terminal with 80 columns. */
const examples = [...PAGE_TEXT.matchAll(/^```console\n\$ npx alation-tokens (.*)\n([^]*?)^```/gm)].map(
  ([, command = '', output = '']) => ({ command, output }),
);

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader']);
  await world.subscribeQueue();
});
afterAll(() => world.close());

const newCredentials = (): string =>
  JSON.stringify({
    base_url: world.alation.url,
    refresh_token: world.refreshToken('new'),
    user_id: USER_ID,
  });

/** Prepares an example and returns the standard input of its command. The key is the first line of the output. */
const preparations: Readonly<Record<string, () => Promise<string | undefined>>> = {
  'tableau is onboarded.': async () => newCredentials(),
  '"tableau-a" of tableau is replaced. Revoke the old credential in Alation if': async () => {
    await world.onboard('tableau');
    return newCredentials();
  },
  'The renewal of "tableau-a" of tableau is requested. Nothing changes before the': async () => {
    await world.onboard('tableau', 2);
    await setRenews('true');
    await world.installation.rotate({ integration: 'tableau' });
    return undefined;
  },
  'INTEGRATION  STATE                 ACCESS TOKEN  CREDENTIALS': () =>
    world.onboard('tableau', 2, 30).then(() => undefined),
  tableau: () => world.onboard('tableau', 2, 30).then(() => undefined),
  'tableau has a new access token.': () => world.onboard('tableau', 2, 30).then(() => undefined),
  'Not rotated: the published access token of tableau is 20 min old and active.': () =>
    world.onboard('tableau', 2, 30).then(() => undefined),
  'CHECK           VERDICT  FINDING': () => world.onboard('loader').then(() => undefined),
  'The access token of tableau is active.': async () => {
    await world.onboard('tableau', 2, 30);
    await world.installation.rotate({ integration: 'tableau' });
    return undefined;
  },
  'The access token of tableau is inactive: it was revoked or superseded. Consumers': async () => {
    await world.onboard('tableau');
    world.alation.revokeAccessToken((await world.published('tableau')).accessToken);
    return undefined;
  },
  '"tableau-b" of tableau is removed.': () => world.onboard('tableau', 2, 30).then(() => undefined),
  'A test alert is published.': async () => {
    const mails = mailSubscriptions(world);
    mails.declare('email oncall@example.com', 'email bi@example.com');
    await mails.follow(
      await mails.subscribe('bi@example.com', { owner: ['bi-team'], severity: ['critical'] }),
    );
    await mails.subscribe('oncall@example.com');
    mails.end('oncall@example.com');
    mails.close();
    return undefined;
  },
};

/** Replaces times and addresses, which differ in each run. */
const withoutVariableParts = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
    .replaceAll(/in (about )?\d+ h/g, 'in $1<n> h')
    .replaceAll(/http:\/\/127\.0\.0\.1(?::\d+)?/g, 'https://acme.alationcloud.com')
    .trimEnd();

/** Sets the tag that switches renewal on (`true`) or off (empty), as a deployment does. */
async function setRenews(value: string): Promise<void> {
  const { secretsManager } = world.installation;
  const Tags = [{ Key: Tag.renews, Value: value }];
  await secretsManager.send(new TagResourceCommand({ SecretId: 'alation/tableau/credentials', Tags }));
}

// The examples share one world, and some need an integration that no earlier example has onboarded.
const order = Object.keys(preparations);
const inOrder = examples.toSorted(
  (one, other) =>
    order.indexOf(one.output.split('\n')[0] ?? '') - order.indexOf(other.output.split('\n')[0] ?? ''),
);

test.each(inOrder)('docs/cli.md shows the output of $command', async ({ command, output }) => {
  const [first = ''] = output.split('\n');
  const stdin = await preparations[first]?.();
  const args = command.replace('--from-file credentials.json', '--from-file -').split(' ');
  const { stdout, stderr } = await world.cli(args, stdin, 80);
  await setRenews('');
  expect(withoutVariableParts(stripVTControlCharacters(stdout + stderr))).toBe(withoutVariableParts(output));
});
