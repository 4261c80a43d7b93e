import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { arnText, at, EVERYTHING, MINIMAL, propertiesOf, resourcesOf, templateOf } from './synth.ts';

const SUBSCRIPTION = 'AWS::SNS::Subscription';

test('the topic is encrypted and refuses plain HTTP', () => {
  const template = templateOf();

  template.hasResourceProperties('AWS::SNS::Topic', {
    KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('OperationsKey'), 'Arn'] },
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('the alarms of this account may publish to the encrypted topic', () => {
  const template = templateOf();
  const fromThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: Match.objectLike(fromThisAccount),
        }),
      ]),
    },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Condition: fromThisAccount,
        }),
      ]),
    },
  });
});

test('KMS rotates both keys', () => {
  templateOf().allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
});

test('each e-mail address receives every alert', () => {
  const template = templateOf({ ...MINIMAL, alertEmails: ['bi@example.com', 'ops@example.com'] });

  template.resourceCountIs(SUBSCRIPTION, 2);
  template.hasResourceProperties(SUBSCRIPTION, {
    Protocol: 'email',
    Endpoint: 'ops@example.com',
    FilterPolicy: Match.absent(),
  });
});

test('a subscription filters by the attributes of the message', () => {
  const filters = propertiesOf(templateOf(EVERYTHING), SUBSCRIPTION).map(({ Protocol, FilterPolicy }) => [
    Protocol,
    FilterPolicy,
  ]);

  expect(filters).toEqual([
    ['email', undefined],
    ['email', { severity: ['critical'] }],
    ['https', undefined],
    ['sqs', { owner: ['bi-team'] }],
    ['lambda', { integrations: ['tableau'] }],
  ]);
});

test('every subscription names the scope of its filter, so that a filter can be added and removed', () => {
  const scopes = propertiesOf(templateOf(EVERYTHING), SUBSCRIPTION).map(
    ({ FilterPolicyScope }) => FilterPolicyScope,
  );

  expect(scopes).toEqual(Array(5).fill('MessageAttributes'));
});

test('subscriptions stay confirmed if their order changes', () => {
  const emails = ['a@example.com', 'b@example.com'];
  expect(endpointsById(emails.toReversed())).toEqual(endpointsById(emails));
});

const filtered = { protocol: 'email', endpoint: 'bi@example.com', severities: ['critical'] } as const;

test.each<[Partial<TokenRotatorProps>, number]>([
  [{}, 0],
  [{ alertSubscriptions: [filtered] }, 1],
  [{ alertSubscriptions: [filtered], alertEmails: ['ops@example.com'] }, 0],
  [{ alertSubscriptions: [filtered], chatChannels: { ops: {} } }, 0],
  [{ chatChannels: { ops: { severities: ['critical'] } } }, 1],
])('synthesis warns only if every subscription has a filter: %j, warnings: %i', (settings, warnings) => {
  const app = new App();
  const stack = new TokenRotatorStack(app, 'Test', { ...MINIMAL, ...settings });

  const found = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('every subscription has a filter'),
  );
  expect(found).toHaveLength(warnings);
});

test.each<[Partial<TokenRotatorProps>, number]>([
  [{}, 1],
  [{ alertEmails: ['ops@example.com'] }, 0],
  [{ alertSubscriptions: [filtered] }, 0],
])('synthesis warns only if there is no subscription: %j, warnings: %i', (settings, warnings) => {
  const app = new App();
  const stack = new TokenRotatorStack(app, 'Test', { ...MINIMAL, ...settings });
  const found = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('no one receives alerts'),
  );
  expect(found).toHaveLength(warnings);
});

test('the dead-letter queue receives the messages that SNS cannot deliver', () => {
  const template = templateOf(EVERYTHING);

  for (const { RedrivePolicy } of propertiesOf(template, SUBSCRIPTION)) {
    expect(arnText(at(RedrivePolicy, 'deadLetterTargetArn'))).toContain('DeadLetterQueue');
  }
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('AlertTopic') } } },
        }),
      ]),
    },
  });
});

test('only the alert topic may invoke a subscribed function', () => {
  templateOf(EVERYTHING).hasResourceProperties('AWS::Lambda::Permission', {
    FunctionName: 'arn:aws:lambda:eu-west-1:111122223333:function:ticket',
    Principal: 'sns.amazonaws.com',
    SourceArn: { Ref: Match.stringLikeRegexp('AlertTopic') },
  });
});

function endpointsById(alertEmails: string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resourcesOf(templateOf({ ...MINIMAL, alertEmails }), SUBSCRIPTION)).map(
      ([id, { Properties }]) => [id, Properties['Endpoint']],
    ),
  );
}
