import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { errorName, startAws, type Fixture } from './fixture.ts';

const entry = (DetailType: string) => ({ Source: 'test', DetailType, Detail: '{}' });

const TOKEN = 'a'.repeat(32);

const throttle = { kind: 'error', code: 'ThrottlingException' } as const;

/** A fixture with the secrets `a` and `b`, which have the value `one`. */
async function withSecrets(maxAttempts = 1): Promise<Fixture> {
  const fixture = await startAws({}, maxAttempts);
  for (const Name of ['a', 'b']) {
    await fixture.secretsManager.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
  }
  return fixture;
}

const read = ({ secretsManager }: Fixture, SecretId: string) =>
  secretsManager.send(new GetSecretValueCommand({ SecretId }));

const put = ({ secretsManager }: Fixture, SecretString: string) =>
  secretsManager.send(new PutSecretValueCommand({ SecretId: 'a', ClientRequestToken: TOKEN, SecretString }));

test('an error without `operation` happens to reads and writes of its service, until the error is removed', async () => {
  const fixture = await withSecrets();
  const remove = fixture.aws.faults.add({ ...throttle, service: 'secretsmanager' });
  expect(await errorName(read(fixture, 'a'))).toBe('ThrottlingException');
  expect(await errorName(put(fixture, 'two'))).toBe('ThrottlingException');
  expect(await errorName(fixture.sns.send(new ListTopicsCommand({})))).toBe('none');
  remove();
  expect(await errorName(read(fixture, 'a'))).toBe('none');
});

test('the SDK retries throttling errors of Secrets Manager, SNS and EventBridge', async () => {
  const { aws, sns, secretsManager, eventBridge } = await startAws({}, 3);
  await secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  const calls = {
    secretsmanager: () => secretsManager.send(new DescribeSecretCommand({ SecretId: 'a' })),
    sns: () => sns.send(new ListTopicsCommand({})),
    events: () => eventBridge.send(new PutEventsCommand({ Entries: [entry('Tested')] })),
  };
  for (const service of ['secretsmanager', 'sns', 'events'] as const) {
    const code = service === 'sns' ? 'Throttling' : 'ThrottlingException';
    aws.faults.add({ kind: 'error', code, service, times: 1 });
    expect((await calls[service]()).$metadata.attempts).toBe(2);
  }
});

test('an error for one secret skips `skip` requests, then happens `times` times, and never happens to another secret', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'GetSecretValue',
    matchSecretId: 'a',
    code: 'DecryptionFailure',
    skip: 1,
    times: 2,
  });
  const outcomes: string[] = [];
  for (const secret of ['a', 'b', 'a', 'a', 'a', 'b']) outcomes.push(await errorName(read(fixture, secret)));
  expect(outcomes).toEqual(['none', 'none', 'DecryptionFailure', 'DecryptionFailure', 'none', 'none']);
  expect(fixture.aws.faults.list()).toEqual([]);
});

test('a call that is dropped before it is processed has no effect', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({
    kind: 'dropBeforeProcessing',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    times: 1,
  });
  expect(await errorName(put(fixture, 'two'))).not.toBe('none');
  expect((await read(fixture, 'a')).SecretString).toBe('one');
});

test('a call that is dropped after it is processed has its effect', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({
    kind: 'dropAfterProcessing',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    times: 1,
  });
  expect(await errorName(put(fixture, 'two'))).not.toBe('none');
  expect(await read(fixture, 'a')).toMatchObject({ SecretString: 'two', VersionId: TOKEN });
});

test('a retry of the SDK after a dropped put stores one version', async () => {
  const fixture = await withSecrets(3);
  fixture.aws.faults.add({
    kind: 'dropAfterProcessing',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    times: 1,
  });
  expect(await put(fixture, 'two')).toMatchObject({ VersionId: TOKEN, $metadata: { attempts: 2 } });
  expect(fixture.aws.secrets.find('a')?.versions.size).toBe(2);
  expect(fixture.aws.calls.count('secretsmanager.PutSecretValue')).toBe(2);
});

test('the response to a delayed call arrives after the response to a later call', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({ kind: 'delay', service: 'secretsmanager', matchSecretId: 'a', delayMs: 100 });
  const arrived: (string | undefined)[] = [];
  await Promise.all(['a', 'b'].map(async (secret) => arrived.push((await read(fixture, secret)).Name)));
  expect(arrived).toEqual(['b', 'a']);
});

test('an error of GetSecretValue happens to its secret in a batch, and to no other secret', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'GetSecretValue',
    matchSecretId: 'a',
    code: 'DecryptionFailure',
  });
  const { SecretValues, Errors } = await fixture.secretsManager.send(
    new BatchGetSecretValueCommand({ SecretIdList: ['a', 'b'] }),
  );
  expect(SecretValues?.map(({ Name }) => Name)).toEqual(['b']);
  expect(Errors).toMatchObject([{ SecretId: 'a', ErrorCode: 'DecryptionFailure' }]);
});

test('an error of PutEventsEntry fails one entry of PutEvents, and the other entries are delivered', async () => {
  const { aws, eventBridge } = await startAws();
  aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEventsEntry',
    code: 'InternalFailure',
    skip: 1,
    times: 1,
  });
  const { FailedEntryCount, Entries } = await eventBridge.send(
    new PutEventsCommand({ Entries: [entry('Expiring'), entry('Rotated'), entry('Rotated')] }),
  );
  expect(FailedEntryCount).toBe(1);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'InternalFailure', undefined]);
  expect(aws.events.events.map(({ event }) => event['detail-type'])).toEqual(['Expiring', 'Rotated']);
});

test('the list of faults shows the remaining `skip` and `times`', async () => {
  const fixture = await withSecrets();
  fixture.aws.faults.add({ ...throttle, service: 'secretsmanager', skip: 1, times: 3 });
  await read(fixture, 'a');
  await errorName(read(fixture, 'a'));
  expect(fixture.aws.faults.list()).toEqual([{ ...throttle, service: 'secretsmanager', times: 2 }]);
});

test('a stale read shows an old value, alone or in a batch, exactly `times` times', async () => {
  const fixture = await withSecrets();
  await fixture.clock.advance(5_000);
  await put(fixture, 'two');
  await fixture.clock.advance(2_000);
  const stale = { kind: 'stale', service: 'secretsmanager', staleMs: 2_001 } as const;
  const batch = () =>
    fixture.secretsManager.send(new BatchGetSecretValueCommand({ SecretIdList: ['a', 'b'] }));
  fixture.aws.faults.add({ ...stale, operation: 'GetSecretValue', matchSecretId: 'a', times: 2 });
  expect((await read(fixture, 'a')).SecretString).toBe('one');
  expect((await batch()).SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['one', 'one']);
  expect((await batch()).SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['two', 'one']);
  fixture.aws.faults.add({ ...stale, operation: 'GetSecretValue', staleMs: 2_000 });
  expect((await read(fixture, 'a')).SecretString).toBe('two');
});

test('a stale DescribeSecret shows the old versions', async () => {
  const fixture = await withSecrets();
  await fixture.clock.advance(5_000);
  const { VersionId: before = '' } = await read(fixture, 'a');
  await put(fixture, 'two');
  fixture.aws.faults.add({
    kind: 'stale',
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    staleMs: 1,
    times: 1,
  });
  const describe = () => fixture.secretsManager.send(new DescribeSecretCommand({ SecretId: 'a' }));
  expect((await describe()).VersionIdsToStages).toEqual({ [before]: ['AWSCURRENT'] });
  expect((await describe()).VersionIdsToStages).toMatchObject({ [TOKEN]: ['AWSCURRENT'] });
});
