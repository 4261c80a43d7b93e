import { expect, test } from 'vitest';
import { isReplicaCheck, requestedIntegrations } from '../../functions/requested-integrations.ts';
import { rotationRequest } from '../../functions/rotation-request.ts';
import { at, EVERYTHING, MINIMAL, propertiesOf, resourcesOf, statementsIn, templateOf } from './synth.ts';

const SCHEDULE = 'AWS::Scheduler::Schedule';
const RULE = 'AWS::Events::Rule';

const queue = { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'Arn'] };

test('the rotator runs at its interval and the warner at its time of day', () => {
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

test('every schedule retries and then puts the run into the dead-letter queue', () => {
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

test('every rule retries and then puts the event into the dead-letter queue', () => {
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

test('the dead-letter queue receives the event of a failed invocation', () => {
  const template = templateOf();

  template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
  for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig'))) {
    expect(Properties).toMatchObject({
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  }
});

test('events start the warner for alerts, and the rotator on request or for stored credentials', () => {
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
          'Refresh Token Renewal Failed',
          'Access Token Contested',
          'Access Token Contest Ended',
          'Alerts Due',
        ],
        // Many events become one digest, because SNS disables e-mail subscriptions above ten messages a second.
        detail: { digest: [{ exists: false }] },
      },
    ],
    [
      expect.stringMatching(/^TokenRotatorFunction/),
      // The rule accepts events of any source.
      { 'detail-type': ['Access Token Rotation Requested'] },
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
          // Requests name a secret by its name or its ARN. The pattern matches no other prefix and no access token.
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

test("the rotator's own writes of credentials start no function", () => {
  const patterns = Object.values(resourcesOf(templateOf({ ...MINIMAL, renewRefreshTokens: true }), RULE)).map(
    ({ Properties }) =>
      at(Properties, 'EventPattern', 'detail', 'userIdentity', 'sessionContext', 'sessionIssuer'),
  );

  expect(patterns.filter((pattern) => pattern !== undefined)).toEqual([
    {
      arn: [
        { 'anything-but': [{ 'Fn::GetAtt': [expect.stringMatching(/Rotator.*Role/), 'Arn'] }] },
        // An IAM user has no session.
        { exists: false },
      ],
    },
  ]);
});

test('the rotator receives the name of the secret in which credentials were stored', () => {
  const inputs = Object.values(resourcesOf(templateOf(), RULE)).map(({ Properties }) => [
    at(Properties, 'Targets', 0, 'InputTransformer'),
    at(Properties, 'Targets', 0, 'Input'),
  ]);

  const secretId = 'detail-requestParameters-secretId';
  expect(inputs).toEqual([
    // The unchanged event.
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

test('each rotator has its own bus, so that two rotators never start each other', () => {
  const template = templateOf({ ...MINIMAL, prefix: 'prod' });

  template.hasResourceProperties('AWS::Events::EventBus', { Name: 'prod-token-rotator' });
  const onBus = Object.values(resourcesOf(template, RULE)).map(({ Properties }) => [
    at(Properties, 'EventPattern', 'source', 0),
    Properties['EventBusName'],
  ]);
  const own = { Ref: expect.stringContaining('EventBus') as unknown };
  // AWS services send their events to the default bus.
  expect(onBus).toEqual([
    ['alation.token-rotator', own],
    // A request may have any source.
    [undefined, own],
    ['aws.secretsmanager', undefined],
  ]);
});

test('only the schedules of the group can assume the role of a schedule', () => {
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

test('the schedules of a rotator are in one group with the name of the stack', () => {
  const template = templateOf({ ...MINIMAL, prefix: 'prod' });

  template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'prod-token-rotator' });
  const [group] = Object.keys(resourcesOf(template, 'AWS::Scheduler::ScheduleGroup'));
  for (const schedule of Object.values(resourcesOf(template, SCHEDULE))) {
    expect(schedule.Properties['GroupName']).toBe('prod-token-rotator');
    // The schedule refers to the group by name, so it needs an explicit dependency.
    expect(schedule['DependsOn']).toContain(group);
  }
});

/** EventBridge Scheduler replaces this text with the time for which it scheduled the invocation. */
const scheduledTime = '<aws.scheduler.scheduled-time>';

test('the schedule of a single shard has only the scheduled time as input', () => {
  const [rotator] = Object.values(resourcesOf(templateOf(), SCHEDULE));

  expect(at(rotator?.Properties, 'Target', 'Input')).toBe(JSON.stringify({ scheduledTime }));
});

test.each([2, 100])(
  'each of %i shards has a schedule with its part and the scheduled time as input',
  (shards) => {
    const schedules = propertiesOf(templateOf({ ...MINIMAL, shards }), SCHEDULE).filter(
      ({ ScheduleExpression }) => ScheduleExpression === 'rate(15 minutes)',
    );

    expect(schedules.map((schedule) => at(schedule, 'Target', 'Input'))).toEqual(
      Array.from({ length: shards }, (_, shard) => JSON.stringify({ shard, of: shards, scheduledTime })),
    );
    for (const schedule of schedules) {
      expect(schedule['Target']).toMatchObject({
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 },
        DeadLetterConfig: { Arn: queue },
      });
    }
  },
);

test('the functions understand the input of each schedule', () => {
  const inputs = propertiesOf(templateOf(EVERYTHING), SCHEDULE)
    .map((schedule) => at(schedule, 'Target', 'Input'))
    .filter((input) => typeof input === 'string')
    .map((input): unknown => JSON.parse(input.replace(scheduledTime, '2026-11-24T08:00:00Z')));

  const requests = inputs.map((input) => rotationRequest(input, 'alation'));
  expect(requests.flatMap((request) => ('scheduledAt' in request ? [request.scheduledAt] : []))).toEqual(
    expect.arrayContaining(Array.from({ length: 3 }, () => Date.UTC(2026, 10, 24, 8))),
  );
  expect(requests.flatMap((request) => ('shard' in request ? (request.shard ?? []) : []))).toEqual([
    { shard: 0, of: 3 },
    { shard: 1, of: 3 },
    { shard: 2, of: 3 },
  ]);
  expect(inputs.filter(isReplicaCheck)).toHaveLength(1);
  expect(inputs.flatMap(requestedIntegrations)).toEqual([]);
});

test('only the rules may start a function through EventBridge', () => {
  for (const { Properties } of Object.values(resourcesOf(templateOf(), 'AWS::Lambda::Permission'))) {
    expect(Properties).toMatchObject({
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringContaining('EventRules'), 'Arn'] },
    });
  }
});

test('the dead-letter queue is encrypted and refuses plain HTTP', () => {
  const template = templateOf();

  template.hasResourceProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 1_209_600,
  });
  expect(JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'))).toContain(
    '"aws:SecureTransport":"false"',
  );
});
