import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalFunction } from '../../../local/aws/lambda/local-function.ts';
import { awsConnection, destroyAll } from '../../support/aws-clients.ts';
import { errorName, startAws } from './fixture.ts';

/** A local AWS with clients for the services of a deployment. */
async function startDeployment() {
  const { aws, eventBridge } = await startAws();
  const settings = { ...awsConnection(aws.url), maxAttempts: 1 };
  const clients = {
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    logs: new CloudWatchLogsClient(settings),
    kms: new KMSClient(settings),
  };
  onTestFinished(() => destroyAll(clients));
  return { aws, eventBridge, ...clients };
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rotator';

const echo: LocalFunction = {
  handler: async (event) => ({ got: event }),
  environment: { SECRET_PREFIX: 'alation' },
  logGroup: '/aws/lambda/rotator',
};

test('Invoke runs a function by its name, by its ARN, by an alias or by a part of its ARN, and returns its result', async () => {
  const { aws, lambda } = await startDeployment();
  aws.functions.set('rotator', echo);
  for (const FunctionName of ['rotator', ARN, `${ARN}:live`, '123456789012:function:rotator']) {
    const { StatusCode, Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: '{"integration":"ü"}' }),
    );
    expect([StatusCode, FunctionError]).toEqual([200, undefined]);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ got: { integration: 'ü' } });
  }
});

test('the response for a function that throws is 200 with the error', async () => {
  const { aws, lambda } = await startDeployment();
  aws.functions.set('rotator', { ...echo, handler: () => Promise.reject(new RangeError('too many')) });
  const { StatusCode, FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'rotator' }),
  );
  expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
  expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
    errorType: 'RangeError',
    errorMessage: 'too many',
  });
});

test('the response to an asynchronous invocation comes before the function ends', async () => {
  const { aws, lambda } = await startDeployment();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: ended, resolve: finish } = Promise.withResolvers<unknown>();
  aws.functions.set('rotator', {
    ...echo,
    handler: async (event) => {
      await mayEnd;
      finish(event);
    },
  });
  const invocation = new InvokeCommand({
    FunctionName: 'rotator',
    InvocationType: 'Event',
    Payload: '{"a":1}',
  });
  expect((await lambda.send(invocation)).StatusCode).toBe(202);
  end();
  expect(await ended).toEqual({ a: 1 });
});

test('a dry run does not invoke the function', async () => {
  const { aws, lambda } = await startDeployment();
  let invocations = 0;
  aws.functions.set('rotator', { ...echo, handler: async () => (invocations += 1) });
  const dry = new InvokeCommand({ FunctionName: 'rotator', InvocationType: 'DryRun' });
  expect((await lambda.send(dry)).StatusCode).toBe(204);
  expect(invocations).toBe(0);
});

test('Invoke refuses an unknown function and a payload that is not JSON', async () => {
  const { aws, lambda } = await startDeployment();
  aws.functions.set('rotator', echo);
  expect(await errorName(lambda.send(new InvokeCommand({ FunctionName: 'unknown' })))).toBe(
    'ResourceNotFoundException',
  );
  const broken = lambda.send(new InvokeCommand({ FunctionName: 'rotator', Payload: '{"CANARY-77' }));
  await expect(broken).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.not.stringContaining('CANARY'),
  });
});

test('the configuration of a function has the environment, the log group and the state', async () => {
  const { aws, lambda } = await startDeployment();
  aws.functions.set('rotator', echo);
  aws.functions.set('broken', { ...echo, state: 'Failed' });
  const configurationOf = (FunctionName: string) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(await configurationOf(ARN)).toMatchObject({
    FunctionName: 'rotator',
    FunctionArn: ARN,
    State: 'Active',
    Environment: { Variables: { SECRET_PREFIX: 'alation' } },
    LoggingConfig: { LogGroup: '/aws/lambda/rotator' },
  });
  expect((await configurationOf('broken')).State).toBe('Failed');
});

test('ListSchedules filters by name prefix and by group, and GetSchedule describes a schedule', async () => {
  const { aws, scheduler } = await startDeployment();
  const schedule = { expression: 'rate(15 minutes)', state: 'ENABLED', targetArn: ARN } as const;
  aws.schedules.push(
    { ...schedule, name: 'alation-rotator' },
    { ...schedule, name: 'alation-warner', state: 'DISABLED', groupName: 'mine' },
    { ...schedule, name: 'other' },
  );
  const names = async (request: ConstructorParameters<typeof ListSchedulesCommand>[0]) =>
    (await scheduler.send(new ListSchedulesCommand(request ?? {}))).Schedules?.map(({ Name }) => Name);
  expect(await names({ NamePrefix: 'alation-' })).toEqual(['alation-rotator', 'alation-warner']);
  expect(await names({ GroupName: 'mine' })).toEqual(['alation-warner']);
  expect(await scheduler.send(new GetScheduleCommand({ Name: 'alation-rotator' }))).toMatchObject({
    State: 'ENABLED',
    ScheduleExpression: 'rate(15 minutes)',
    Target: { Arn: ARN },
  });
  expect(await errorName(scheduler.send(new GetScheduleCommand({ Name: 'alation-warner' })))).toBe(
    'ResourceNotFoundException',
  );
});

test('EventBridge lists the rules and targets of the named bus only', async () => {
  const { aws, eventBridge } = await startDeployment();
  aws.events.addEventBus('mine');
  const rule = { eventPattern: '{"source":["test"]}', state: 'ENABLED', targetArns: [ARN] } as const;
  aws.events.rules.push(
    { ...rule, busName: 'mine', name: 'one' },
    { ...rule, busName: 'default', name: 'two' },
  );
  const { Rules } = await eventBridge.send(new ListRulesCommand({ EventBusName: 'mine' }));
  expect(Rules).toMatchObject([{ Name: 'one', EventPattern: '{"source":["test"]}', State: 'ENABLED' }]);
  const targets = (Rule: string) =>
    eventBridge.send(new ListTargetsByRuleCommand({ EventBusName: 'mine', Rule }));
  expect((await targets('one')).Targets?.map(({ Arn }) => Arn)).toEqual([ARN]);
  expect(await errorName(targets('two'))).toBe('ResourceNotFoundException');
});

test('FilterLogEvents searches a log by time and by terms, in pages', async () => {
  const { aws, logs } = await startDeployment();
  const lines = ['SweepEnded ok', 'Rotated ok', 'SweepEnded failed', 'noise'];
  for (const [index, message] of lines.entries()) aws.logs.add('/g', { timestamp: 1_000 + index, message });
  const found = async (request: { filterPattern?: string; startTime?: number; endTime?: number }) => {
    const messages: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(
        new FilterLogEventsCommand({ logGroupName: '/g', limit: 1, nextToken, ...request }),
      );
      messages.push(...(page.events ?? []).map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return messages;
  };
  expect(await found({})).toEqual(lines);
  expect(await found({ filterPattern: '?Rotated ?noise' })).toEqual(['Rotated ok', 'noise']);
  expect(await found({ filterPattern: 'SweepEnded "failed"' })).toEqual(['SweepEnded failed']);
  expect(await found({ startTime: 1_001, endTime: 1_002 })).toEqual(['Rotated ok', 'SweepEnded failed']);
});

test('FilterLogEvents accepts an empty log group, and refuses an unknown log group and a filter pattern of JSON', async () => {
  const { aws, logs } = await startDeployment();
  aws.logs.addGroup('/empty');
  const search = (logGroupName: string, filterPattern?: string) =>
    logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
  expect((await search('/empty')).events).toEqual([]);
  expect(await errorName(search('/gone'))).toBe('ResourceNotFoundException');
  expect(await errorName(search('/empty', '{ $.level = "ERROR" }'))).toBe('InvalidParameterException');
});

test('DescribeKey accepts the id of a key, its alias, and the ARN of either', async () => {
  const { aws, kms } = await startDeployment();
  aws.keys.push({ keyId: 'key-1', alias: 'alias/secrets', state: 'PendingDeletion' });
  const arn = 'arn:aws:kms:us-east-1:123456789012:';
  for (const KeyId of ['key-1', 'alias/secrets', `${arn}key/key-1`, `${arn}alias/secrets`]) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyId: 'key-1', KeyState: 'PendingDeletion', Enabled: false });
  }
  expect(await errorName(kms.send(new DescribeKeyCommand({ KeyId: 'key-2' })))).toBe('NotFoundException');
});
