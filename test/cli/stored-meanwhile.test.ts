import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integrationSecrets } from '../../cli/aws/integration-secrets.ts';
import { storeCredentials } from '../../cli/credentials/store-credentials.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { systemClock } from '../../local/clock.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['asked', 'between', 'after', 'first', 'twins', 'back', 'same']);
});
afterAll(() => world.close());

const secretOf = (integration: string) => `alation/${integration}/credentials`;

/** Somebody stores credentials in the console, which makes up the VersionId; returns it. */
const inTheConsole = async (integration: string, document: object): Promise<string | undefined> => {
  const { VersionId } = await world.installation.secretsManager.send(
    new PutSecretValueCommand({ SecretId: secretOf(integration), SecretString: JSON.stringify(document) }),
  );
  return VersionId;
};

const labelsOf = async (integration: string) => {
  const { VersionIdsToStages = {} } = await world.installation.secretsManager.send(
    new DescribeSecretCommand({ SecretId: secretOf(integration) }),
  );
  const versionOf = (label: string) =>
    Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes(label))?.[0];
  return { current: versionOf('AWSCURRENT'), previous: versionOf('AWSPREVIOUS') };
};

const secretsOf = (integration: string) =>
  integrationSecrets(world.installation.secretsManager, 'alation', integration);

/** Stores as the command does, on top of what is there, with something happening around the write itself. */
async function store(
  integration: string,
  document: object,
  around: { readonly before?: () => Promise<unknown>; readonly after?: () => Promise<unknown> } = {},
): Promise<string> {
  const secrets = secretsOf(integration);
  return storeCredentials({
    secrets: {
      ...secrets,
      putCredentials: async (...args) => {
        await around.before?.();
        const stored = await secrets.putCredentials(...args);
        await around.after?.();
        return stored;
      },
    },
    clock: systemClock,
    document: new Sensitive(JSON.stringify(document)),
    base: (await labelsOf(integration)).current,
  });
}

test('what somebody stored while a person was asked and Alation was is not overwritten', async () => {
  await world.onboarded('asked');
  const theirs = { base_url: world.alation.url, refresh_token: 'theirs', user_id: 1 };
  world.alation.faults.add({ kind: 'delay', path: 'validateRefreshToken', delayMs: 1_000, times: 1 });
  const replacing = world.cli(['replace', 'asked'], world.refreshToken('mine'));
  await expect.poll(() => world.alation.faults.list()).toEqual([]);
  await inTheConsole('asked', theirs);

  const { code, stderr } = await replacing;

  expect(code).toBe(1);
  expect(stderr).toContain('Somebody else changed alation/asked/credentials meanwhile');
  expect(await world.credentials('asked')).toEqual(theirs);
});

test('of two commands that saw the same version one is refused', async () => {
  await world.onboarded('twins');
  const { current } = await labelsOf('twins');
  const both = ['one', 'two'].map((base_url) =>
    storeCredentials({
      secrets: secretsOf('twins'),
      clock: systemClock,
      document: new Sensitive(JSON.stringify({ base_url })),
      base: current,
    }),
  );

  const settled = await Promise.allSettled(both);

  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'ChangedMeanwhile' },
  });
});

test('what somebody stored in the very moment is reported, with the line that puts it back', async () => {
  await world.onboarded('between');
  const theirs = { base_url: world.alation.url, refresh_token: 'theirs', user_id: 1 };
  world.aws.calls.reset();
  world.aws.faults.add({
    kind: 'delay',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    delayMs: 1_000,
    times: 1,
  });
  const replacing = world.json(['replace', 'between'], world.refreshToken('mine'));
  await expect
    .poll(() => world.aws.calls.all())
    .toMatchObject({ 'secretsmanager.PutSecretValue': expect.any(Number) });
  const version = await inTheConsole('between', theirs);

  const { code, body } = await replacing;

  const { error } = body as { error: { code: string; message: string; todo: string[] } };
  expect(code).toBe(1);
  expect(error.code).toBe('OverwroteChange');
  expect(error.message).toContain(`a moment before somebody else stored version ${version}`);
  expect(await labelsOf('between')).toMatchObject({ previous: version });
  // The line does what it says: its options, put into a request.
  const option = (name: string) => new RegExp(`--${name} (\\S+)`).exec(error.todo.join('\n'))?.[1];
  await world.installation.secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: option('secret-id'),
      VersionStage: option('version-stage'),
      MoveToVersionId: option('move-to-version-id'),
      RemoveFromVersionId: option('remove-from-version-id'),
    }),
  );
  expect(await world.credentials('between')).toEqual(theirs);
});

test('what somebody stored right after is reported as well', async () => {
  await world.onboarded('after');
  let theirs: string | undefined;
  const storing = store(
    'after',
    { base_url: 'mine' },
    { after: async () => (theirs = await inTheConsole('after', { base_url: 'theirs' })) },
  );

  await expect(storing).rejects.toMatchObject({ code: 'ChangedMeanwhile', exitCode: 1 });
  expect(await labelsOf('after')).toMatchObject({ current: theirs });
});

test('so is what somebody stored while the first credentials of all were', async () => {
  const storing = store(
    'first',
    { base_url: 'mine' },
    { before: () => inTheConsole('first', { base_url: 'theirs' }) },
  );
  await expect(storing).rejects.toMatchObject({ code: 'OverwroteChange' });
});

test('after AWSCURRENT was put back by hand the next change is stored all the same', async () => {
  await world.onboarded('back');
  const { current: base } = await labelsOf('back');
  const first = await store('back', { base_url: 'first' });
  const putBack = () =>
    world.installation.secretsManager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretOf('back'),
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: base,
        RemoveFromVersionId: first,
      }),
    );
  await putBack();

  await store('back', { base_url: 'second' });

  expect(await world.credentials('back')).toEqual({ base_url: 'second' });
});

test('also when the change is the one that was put back', async () => {
  await world.onboarded('same');
  const { current: base } = await labelsOf('same');
  const first = await store('same', { base_url: 'mine' });
  await world.installation.secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretOf('same'),
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: base,
      RemoveFromVersionId: first,
    }),
  );

  const second = await store('same', { base_url: 'mine' });

  expect(second).not.toBe(first);
  expect(await world.credentials('same')).toEqual({ base_url: 'mine' });
});
