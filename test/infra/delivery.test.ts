import { expect, test } from 'vitest';
import { isReplicaCheck, requestedIntegrations } from '../../functions/requested-integrations.ts';
import { requestedShard } from '../../functions/requested-shard.ts';
import { at, EVERYTHING, MINIMAL, propertiesOf, resourcesOf, statementsIn, templateOf } from './synth.ts';

const SCHEDULE = 'AWS::Scheduler::Schedule';
const RULE = 'AWS::Events::Rule';

const queue = { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'Arn'] };

test('runs the rotator at its interval and the warner at its time of day', () => {
  const template = templateOf({
    ...MINIMAL,
    rotationIntervalMinutes: 20,
    warningTime: '07:05',
    warningTimeZone: 'Europe/Berlin',
  });
  const schedules = Object.values(resourcesOf(template, SCHEDULE)).map(({ Properties }) => [
    Properties['ScheduleExpression'],
    Properties['ScheduleExpressionTimezone'],
  ]);

  expect(schedules).toEqual([
    ['rate(20 minutes)', 'Etc/UTC'],
    ['cron(5 7 * * ? *)', 'Europe/Berlin'],
  ]);
});

test('has every schedule retry a stated number of times and then keep the tick in the dead-letter queue', () => {
  const targets = Object.values(resourcesOf(templateOf(), SCHEDULE)).map(
    ({ Properties }) => Properties['Target'],
  );

  expect(targets).toMatchObject([
    {
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 },
      DeadLetterConfig: { Arn: queue },
    },
    {
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 21_600 },
      DeadLetterConfig: { Arn: queue },
    },
  ]);
});

test('has every rule retry a stated number of times and then keep the event in the dead-letter queue', () => {
  const rules = Object.values(resourcesOf(templateOf(), RULE));

  expect(rules).toHaveLength(3);
  for (const { Properties } of rules) {
    expect(Properties['Targets']).toMatchObject([
      {
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 7200 },
        DeadLetterConfig: { Arn: queue },
      },
    ]);
  }
});

test('keeps what a function failed on in the dead-letter queue', () => {
  const template = templateOf();

  template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
  for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig'))) {
    expect(Properties).toMatchObject({
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  }
});

test('starts the warner on what must be told at once, and the rotator on request or on stored credentials', () => {
  const rules = Object.values(resourcesOf(templateOf(), RULE)).map(({ Properties }) => [
    at(Properties, 'Targets', 0, 'Arn', 'Fn::GetAtt', 0),
    Properties['EventPattern'],
  ]);

  expect(rules).toEqual([
    [
      expect.stringContaining('WarnerFunction'),
      {
        source: ['alation.token-rotator'],
        'detail-type': [
          'Access Token Rotation Failed',
          'Access Token Rotation Recovered',
          'Refresh Token Accepted',
          'Alerts Due',
        ],
        // One of many at once is told of in a digest: SNS switches e-mail off above ten a second.
        detail: { digest: [{ exists: false }] },
      },
    ],
    [
      expect.stringMatching(/^TokenRotatorFunction/),
      { source: ['alation.token-rotator'], 'detail-type': ['Access Token Rotation Requested'] },
    ],
    [
      expect.stringMatching(/^TokenRotatorFunction/),
      {
        source: ['aws.secretsmanager'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['secretsmanager.amazonaws.com'],
          eventName: ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'],
          errorCode: [{ exists: false }],
          // By name, or by ARN. Of another rotator's prefix, and of access tokens, nothing gets through.
          requestParameters: {
            secretId: [
              { wildcard: 'alation/*/credentials' },
              { wildcard: '*:secret:alation/*/credentials-*' },
            ],
          },
        },
      },
    ],
  ]);
});

test('tells the rotator which credentials were stored, so that it looks at that integration and at no other', () => {
  const inputs = Object.values(resourcesOf(templateOf(), RULE)).map(({ Properties }) => [
    at(Properties, 'Targets', 0, 'InputTransformer'),
    at(Properties, 'Targets', 0, 'Input'),
  ]);

  const secretId = 'detail-requestParameters-secretId';
  expect(inputs).toEqual([
    // As they come.
    [undefined, undefined],
    [undefined, undefined],
    [
      {
        InputPathsMap: { [secretId]: '$.detail.requestParameters.secretId' },
        InputTemplate: `{"reconcile":<${secretId}>}`,
      },
      undefined,
    ],
  ]);
});

test('has a bus of its own, so that two rotators never start each other', () => {
  const template = templateOf({ ...MINIMAL, prefix: 'prod' });

  template.hasResourceProperties('AWS::Events::EventBus', { Name: 'prod-token-rotator' });
  const onBus = Object.values(resourcesOf(template, RULE)).map(({ Properties }) => [
    at(Properties, 'EventPattern', 'source', 0),
    Properties['EventBusName'],
  ]);
  const own = { Ref: expect.stringContaining('EventBus') as unknown };
  // What AWS services send comes on the default bus.
  expect(onBus).toEqual([
    ['alation.token-rotator', own],
    ['alation.token-rotator', own],
    ['aws.secretsmanager', undefined],
  ]);
});

test('lets nothing but the schedules of the group assume a schedule’s role', () => {
  const roles = propertiesOf(templateOf(), 'AWS::IAM::Role')
    .flatMap((role) => statementsIn(role['AssumeRolePolicyDocument']))
    .filter(({ Principal }) => at(Principal, 'Service') === 'scheduler.amazonaws.com');

  expect(roles).toHaveLength(2);
  for (const { Condition } of roles) {
    expect(Condition).toEqual({
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        'aws:SourceArn': {
          'Fn::Join': ['', expect.arrayContaining([':schedule-group/alation-token-rotator'])],
        },
      },
    });
  }
});

test('keeps the schedules of a rotator in one group, named like the stack', () => {
  const template = templateOf({ ...MINIMAL, prefix: 'prod' });

  template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'prod-token-rotator' });
  const [group] = Object.keys(resourcesOf(template, 'AWS::Scheduler::ScheduleGroup'));
  for (const schedule of Object.values(resourcesOf(template, SCHEDULE))) {
    expect(schedule.Properties['GroupName']).toBe('prod-token-rotator');
    // A name is no reference: CloudFormation must be told to make the group first.
    expect(schedule['DependsOn']).toContain(group);
  }
});

test('tells the rotator nothing when there is one shard', () => {
  const [rotator] = Object.values(resourcesOf(templateOf(), SCHEDULE));

  expect(at(rotator?.Properties, 'Target')).not.toHaveProperty('Input');
});

test.each([2, 100])(
  'deals the integrations into %i shards, each with a schedule that tells the rotator its part',
  (shards) => {
    const schedules = propertiesOf(templateOf({ ...MINIMAL, shards }), SCHEDULE).filter(
      ({ ScheduleExpression }) => ScheduleExpression === 'rate(15 minutes)',
    );

    expect(schedules.map((schedule) => at(schedule, 'Target', 'Input'))).toEqual(
      Array.from({ length: shards }, (_, shard) => JSON.stringify({ shard, of: shards })),
    );
    for (const schedule of schedules) {
      expect(schedule['Target']).toMatchObject({
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 },
        DeadLetterConfig: { Arn: queue },
      });
    }
  },
);

test('understands what each schedule tells it', () => {
  const inputs = propertiesOf(templateOf(EVERYTHING), SCHEDULE)
    .map((schedule) => at(schedule, 'Target', 'Input'))
    .filter((input) => typeof input === 'string')
    .map((input): unknown => JSON.parse(input));

  expect(inputs.flatMap((input) => requestedShard(input) ?? [])).toEqual([
    { shard: 0, of: 3 },
    { shard: 1, of: 3 },
    { shard: 2, of: 3 },
  ]);
  expect(inputs.filter(isReplicaCheck)).toHaveLength(1);
  expect(inputs.flatMap(requestedIntegrations)).toEqual([]);
});

test('lets EventBridge start a function through its rules alone', () => {
  for (const { Properties } of Object.values(resourcesOf(templateOf(), 'AWS::Lambda::Permission'))) {
    expect(Properties).toMatchObject({
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringContaining('EventRules'), 'Arn'] },
    });
  }
});

test('encrypts the queue and refuses plain HTTP', () => {
  const template = templateOf();

  template.hasResourceProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 1_209_600,
  });
  expect(JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'))).toContain(
    '"aws:SecureTransport":"false"',
  );
});
