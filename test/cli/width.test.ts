import { afterAll, beforeAll, expect, test } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { startWorld, USER_ID, type World } from './world.ts';

const COLUMNS = 80;
const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['status', 'rejected'],
  ['verify', 'tableau'],
  ['verify', 'inactive'],
  ['rotate', 'tableau'],
  ['rotate', 'tableau', '--no-wait'],
  ['rotate', 'rejected'],
  ['rollback', 'tableau'],
  ['rollback', 'inactive'],
  ['pause', 'tableau'],
  ['revoke', 'tableau', '--yes'],
  ['resume', 'tableau'],
  ['revoke', 'tableau', '--yes'],
  ['events'],
  ['events', 'waiting'],
  ['test-alert'],
  ['doctor'],
  ['doctor', '--no-aws', '--alation'],
  ['doctor', '--consumer', 'inactive'],
  ['doctor', '--consumer', 'waiting'],
  ['replace', 'tableau'],
  ['replace', 'inactive', '--name', 'inactive-a'],
  ['onboard', 'waiting'],
  ['onboard', 'waiting', '--create'],
  ['onboard', 'tableau'],
  ['status', '--prefix', 'another-stack'],
  ['events', 'no-such-integration'],
  ['rotate', 'tableau', '--token=a-refresh-token'],
];

let world: World;
let stdin: string;
beforeAll(async () => {
  world = await startWorld(['tableau', 'inactive', 'rejected', 'waiting']);
  await world.onboard('rejected');
  for (const { id } of world.alation.refreshTokens()) world.alation.revokeRefreshToken(id);
  await world.cli(['rotate', 'rejected']);
  await Promise.all([world.onboard('tableau', 2), world.onboard('inactive')]);
  await world.installation.rotate({ integration: 'tableau' });
  world.alation.revokeAccessToken((await world.published('inactive')).accessToken);
  const fields = { base_url: world.alation.url, refresh_token: world.refreshToken('new'), user_id: USER_ID };
  stdin = JSON.stringify(fields);
});
afterAll(() => world.close());

test.each(COMMANDS.map((command) => ({ command })))(
  '$command.0 prints no line wider than the terminal: $command',
  async ({ command }) => {
    const { stdout, stderr } = await world.cli(command, stdin, COLUMNS);
    const lines = stripVTControlCharacters(stdout + stderr).split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
  },
);
