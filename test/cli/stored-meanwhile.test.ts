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

/** Stores credentials with a generated VersionId, as the console does, and returns this VersionId. */
const storeInConsole = async (integration: string, document: object): Promise<string | undefined> => {
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

/** Stores as the command does, with other writes right before and after the write of the command. */
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

test('the command does not overwrite a change in the console that happens while the command runs', async () => {
  await world.onboard('asked');
  const theirs = { base_url: world.alation.url, refresh_token: 'theirs', user_id: 1 };
  world.alation.faults.add({ kind: 'delay', path: 'validateRefreshToken', delayMs: 1_000, times: 1 });
  const replacing = world.cli(['replace', 'asked'], world.refreshToken('mine'));
  await expect.poll(() => world.alation.faults.list()).toEqual([]);
  await storeInConsole('asked', theirs);

  const { code, stderr } = await replacing;

  expect(code).toBe(1);
  expect(stderr).toContain('alation/asked/credentials was changed while this command ran');
  expect(await world.credentials('asked')).toEqual(theirs);
});

test('one of two commands that read the same version fails', async () => {
  await world.onboard('twins');
  const { current } = await labelsOf('twins');
  const both = ['one', 'two'].map((base_url) =>
    storeCredentials({
      secrets: secretsOf('twins'),
      clock: systemClock,
      document: new Sensitive(JSON.stringify({ base_url })),
      base: current,
    }),
  );

  const results = await Promise.allSettled(both);

  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'ChangedMeanwhile' },
  });
});

test('the error for an overwritten change has the command that puts the change back', async () => {
  await world.onboard('between');
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
  const version = await storeInConsole('between', theirs);

  const { code, body } = await replacing;

  const { error } = body as { error: { code: string; message: string; todo: string[] } };
  expect(code).toBe(1);
  expect(error.code).toBe('OverwroteChange');
  expect(error.message).toContain(`A moment before, another person or program stored version ${version}`);
  expect(await labelsOf('between')).toMatchObject({ previous: version });
  // The options of the command, sent as a request, put the change back.
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

test('the command reports a change right after its own write', async () => {
  await world.onboard('after');
  let theirs: string | undefined;
  const storing = store(
    'after',
    { base_url: 'mine' },
    { after: async () => (theirs = await storeInConsole('after', { base_url: 'theirs' })) },
  );

  await expect(storing).rejects.toMatchObject({ code: 'ChangedMeanwhile', exitCode: 1 });
  expect(await labelsOf('after')).toMatchObject({ current: theirs });
});

test('the command reports an overwritten change even for the first credentials', async () => {
  const storing = store(
    'first',
    { base_url: 'mine' },
    { before: () => storeInConsole('first', { base_url: 'theirs' }) },
  );
  await expect(storing).rejects.toMatchObject({ code: 'OverwroteChange' });
});

test('the command stores a change after AWSCURRENT was moved back by hand', async () => {
  await world.onboard('back');
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

test('the command stores the same change again after AWSCURRENT was moved back by hand', async () => {
  await world.onboard('same');
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
