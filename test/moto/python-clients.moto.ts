/** Tests that unmodified boto3 and the unmodified AWS CLI work with local/aws through `AWS_ENDPOINT_URL`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalAws, type LocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { pythonProgram } from './python-environment.ts';

const execute = promisify(execFile);

/** Starts a local AWS. Returns a function that runs a program of the virtual environment with the standard settings. */
async function startAws(): Promise<{
  readonly aws: LocalAws;
  readonly run: (program: string, ...programArguments: string[]) => Promise<string>;
}> {
  const aws = await startLocalAws({ clock: systemClock });
  onTestFinished(() => aws.close());
  const environment = {
    PATH: process.env['PATH'],
    HOME: join(import.meta.dirname, 'no-home'),
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    NO_PROXY: '127.0.0.1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return {
    aws,
    run: async (program, ...programArguments) =>
      (await execute(pythonProgram(program), programArguments, { env: environment })).stdout,
  };
}

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

test('boto3 reads and stores secrets, publishes messages and puts events in local/aws', async () => {
  const { aws, run } = await startAws();
  const printed: unknown = JSON.parse(await run('python', join(import.meta.dirname, 'boto3-session.py')));
  expect(printed).toEqual({
    empty: 'ResourceNotFoundException',
    versions: [UUID, UUID],
    binary: true,
    previous: [UUID, '{"access_token": "one"}'],
    listed: ['alation/tableau/access-token'],
    batchErrors: ['ResourceNotFoundException'],
    messageIds: [UUID, UUID],
    gone: 'NotFoundException',
    entries: ['taken', 'MalformedDetail'],
    account: '123456789012',
  });
  expect(aws.topics.messages).toMatchObject([
    { subject: 'Soon', message: '14 days left – ü', attributes: { severity: { value: 'warning' } } },
    { message: 'plain', attributes: {} },
  ]);
  expect(aws.events.events).toMatchObject([{ busName: 'default', event: { detail: { a: 1 } } }]);
});

test('the AWS CLI reads a secret that it created', async () => {
  const { run } = await startAws();
  const aws = async (...command: string[]): Promise<unknown> =>
    JSON.parse(await run('aws', ...command, '--output', 'json'));
  await aws('secretsmanager', 'create-secret', '--name', 'a/b', '--secret-string', '{"access_token":"one"}');
  expect(await aws('secretsmanager', 'get-secret-value', '--secret-id', 'a/b')).toMatchObject({
    Name: 'a/b',
    SecretString: '{"access_token":"one"}',
    VersionStages: ['AWSCURRENT'],
  });
  expect(await aws('secretsmanager', 'list-secrets', '--filters', 'Key=name,Values=a/')).toMatchObject({
    SecretList: [{ Name: 'a/b' }],
  });
});

test('the AWS CLI creates a topic, subscribes an address and publishes a message', async () => {
  const { aws, run } = await startAws();
  const topic = (await run('aws', 'sns', 'create-topic', '--name', 'alerts', '--output', 'text')).trim();
  const subscribed = await run(
    'aws',
    ...`sns subscribe --topic-arn ${topic} --protocol email`.split(' '),
    ...'--notification-endpoint team@example.com --output text'.split(' '),
  );
  expect(subscribed.trim()).toBe('pending confirmation');
  await run('aws', 'sns', 'publish', '--topic-arn', topic, '--message', 'one & <two>');
  expect(aws.topics.messages).toMatchObject([{ topicArn: topic, message: 'one & <two>' }]);
});

test('the AWS CLI puts events on a bus that it created', async () => {
  const { aws, run } = await startAws();
  await run('aws', 'events', 'create-event-bus', '--name', 'mine');
  const put = await run(
    'aws',
    ...'events put-events --output json --entries'.split(' '),
    JSON.stringify([{ Source: 'test', DetailType: 'Tested', Detail: '{"a":1}', EventBusName: 'mine' }]),
  );
  expect(JSON.parse(put)).toMatchObject({ FailedEntryCount: 0 });
  expect(aws.events.events).toMatchObject([{ busName: 'mine' }]);
});

test('the AWS CLI reads the account of its credentials', async () => {
  const { run } = await startAws();
  expect(
    (await run('aws', 'sts', 'get-caller-identity', '--query', 'Account', '--output', 'text')).trim(),
  ).toBe('123456789012');
});

test('the AWS CLI prints the code and the message of an error', async () => {
  const { run } = await startAws();
  await expect(
    run('aws', 'secretsmanager', 'get-secret-value', '--secret-id', 'missing'),
  ).rejects.toMatchObject({
    stderr: expect.stringContaining(
      "(ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret.",
    ),
  });
});
