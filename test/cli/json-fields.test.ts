import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { ROOT, startWorld, USER_ID, type World } from './world.ts';

/** Fields of each command, as docs/cli.md lists them. */
const documented = new Map<string, string[]>();
const [, page = ''] = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8').split('## What `--json` prints');
let commands: string[] = [];
for (const [, command = '', field = ''] of (page.split('\n## ')[0] ?? '').matchAll(
  /^\| ([^|]*)\| ([^|]*)\|/gm,
)) {
  const named = [...command.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
  if (command.trim() !== '') commands = named;
  for (const name of commands) {
    const fields = [...field.matchAll(/`(\w+)`/g)].map(([, one = '']) => one);
    documented.set(name, [...(documented.get(name) ?? []), ...fields]);
  }
}

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'new', 'several', 'renewing']);
  await world.onboard('renewing', 2);
  await world.installation.secretsManager.send(
    new TagResourceCommand({
      SecretId: 'alation/renewing/credentials',
      Tags: [{ Key: Tag.renews, Value: 'true' }],
    }),
  );
  await world.installation.rotate({ integration: 'renewing' });
  await world.onboard('tableau', 2);
  await world.onboard('several', 2);
});
afterAll(() => world.close());

test.each([
  ['onboard', ['new', '--user-id', String(USER_ID)]],
  ['replace', ['tableau', '--name', 'tableau-a']],
  ['status', []],
  ['rotate', ['tableau']],
  ['verify', ['tableau']],
  ['renew', ['renewing']],
  ['renew', ['renewing', '--cancel']],
  ['create', ['another']],
  ['offboard', ['another', '--yes']],
  ['rollback', ['tableau']],
  ['remove', ['several', '--credential', 'several-a']],
  ['pause', ['tableau']],
  ['resume', ['tableau']],
  ['revoke', ['tableau', '--yes']],
  ['events', []],
  ['test-alert', []],
  ['doctor', []],
  ['doctor', ['--consumer', 'tableau']],
])('%s --json prints exactly the fields that docs/cli.md lists', async (command, args) => {
  const address = command === 'onboard' ? ['--base-url', world.alation.url] : [];
  const { body } = await world.json([command, ...args, ...address], world.refreshToken(command));
  expect(Object.keys(body as object).toSorted()).toEqual(documented.get(command)?.toSorted());
});
