import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['spare', 'issuing', 'last', 'useless', 'meanwhile', 'named', 'skipped']);
});
afterAll(() => world.close());

/** Name of the credential that did not mint the published access token of an integration. */
const spareOf = async (integration: string) =>
  (await world.published(integration)).credential.endsWith('-a') ? `${integration}-b` : `${integration}-a`;

test('after the removal of a credential that is not the issuing credential, the published access token stays and the rotator mints nothing', async () => {
  await world.onboard('spare', 2);
  const before = await world.published('spare');
  const spare = await spareOf('spare');

  const { code, stdout } = await world.cli(['remove', 'spare', '--credential', spare]);
  await world.installation.rotate();

  expect(code).toBe(0);
  expect(stdout).toContain(`"${spare}" of spare is removed.`);
  expect(stdout).toContain(
    `Revoke the refresh token if nothing else uses it: ${world.alation.url}/account/auth`,
  );
  expect(await world.published('spare')).toEqual(before);
  expect(world.alation.isAccessTokenActive(before.accessToken)).toBe(true);
  expect(await world.credentials('spare')).toMatchObject({ credentials: [{ name: before.credential }] });
  expect((await world.json(['status', 'spare'])).body).toMatchObject({
    needsPerson: false,
    integrations: [{ state: 'fresh', credentials: [{ name: before.credential }] }],
  });
});

test('after the removal of the issuing credential, the rotator publishes an access token from the other credential', async () => {
  await world.onboard('issuing', 2);
  const before = await world.published('issuing');
  const spare = await spareOf('issuing');

  const { code, body } = await world.json(['remove', 'issuing', '--credential', before.credential]);

  expect(code).toBe(0);
  expect(body).toMatchObject({
    removed: before.credential,
    credentials: [spare],
    outcome: 'published',
    accessToken: { credential: spare },
  });
  // A consumer that holds the earlier access token is not affected.
  expect(world.alation.isAccessTokenActive(before.accessToken)).toBe(true);
});

test('remove refuses to remove the last credential', async () => {
  await world.onboard('last');
  const { code, stderr } = await world.cli(['remove', 'last', '--credential', 'last-a']);

  expect(code).toBe(1);
  expect(stderr).toContain('"last-a" is the last credential of last; nothing was changed');
  expect(stderr).toContain('npx alation-tokens replace last');
  expect(await world.credentials('last')).toMatchObject({ credentials: [{ name: 'last-a' }] });
});

test('remove refuses to remove the only credential that Alation accepts', async () => {
  await world.onboard('useless', 2);
  await world.revokeIssuingCredential('useless');
  const { credential } = await world.published('useless');
  const spare = await spareOf('useless');
  await world.installation.rotate({ integration: 'useless', force: true });
  await world.installation.rotate({ integration: 'useless', force: true });

  const refused = await world.cli(['remove', 'useless', '--credential', spare]);
  const removed = await world.cli(['remove', 'useless', '--credential', credential]);

  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('No other credential of useless works');
  expect(refused.stderr).toContain(
    `Replace "${credential}" first: npx alation-tokens replace useless --name ${credential}`,
  );
  expect(removed.code).toBe(0);
  expect(await world.credentials('useless')).toMatchObject({ credentials: [{ name: spare }] });
});

test.each([
  ['without a name', [], 'Which credential of named? It has: "named-a", "named-b"'],
  ['with an unknown name', ['--credential', 'other'], 'named has no credential "other". It has: "named-a"'],
])('remove %s lists the credentials', async (_, args, message) => {
  await world.onboard('named', 2);
  const { code, stderr } = await world.cli(['remove', 'named', ...args]);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('npx alation-tokens remove named --credential named-a');
});

test('two removals at the same time leave one credential', async () => {
  await world.onboard('meanwhile', 2);
  const ended = await Promise.all(
    ['meanwhile-a', 'meanwhile-b'].map((name) =>
      world.cli(['remove', 'meanwhile', '--credential', name, '--no-wait']),
    ),
  );

  expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([0, 1]));
  expect(ended.map(({ stderr }) => stderr).join('')).toContain('was changed while this command ran');
  expect(await world.credentials('meanwhile')).toMatchObject({ credentials: [{ user_id: USER_ID }] });
});

test('the removal of a credential causes no alert above severity info', async () => {
  await world.onboard('skipped', 2);
  await world.installation.warn();
  const before = world.aws.topics.messages.length;
  await world.cli(['remove', 'skipped', '--credential', await spareOf('skipped')]);
  await world.installation.rotate();
  await world.installation.warn();

  const sent = world.aws.topics.messages.slice(before);
  expect(sent.filter(({ attributes }) => attributes['severity']?.value !== 'info')).toEqual([]);
});
