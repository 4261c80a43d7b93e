import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { warnerSettings } from '../../functions/runtime/environment.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import {
  arnText,
  at,
  EVERYTHING,
  listed,
  MINIMAL,
  propertiesOf,
  resourcesOf,
  statementsIn,
  statementsOf,
  templateOf,
} from './synth.ts';

const SLACK = 'AWS::Chatbot::SlackChannelConfiguration';
const TEAMS = 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration';

test('the stack has no chat channel and no chat topic by default', () => {
  const template = templateOf();

  template.resourceCountIs(SLACK, 0);
  template.resourceCountIs(TEAMS, 0);
  template.resourceCountIs('AWS::SNS::Topic', 1);
});

test('each channel has its own topic', () => {
  const template = templateOf(EVERYTHING);

  expect(propertiesOf(template, SLACK)).toMatchObject([
    {
      ConfigurationName: 'alation-prod-token-rotator-ops',
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: expect.stringContaining('ChatChannelsopsTopic') as unknown }],
    },
  ]);
  expect(propertiesOf(template, TEAMS)).toMatchObject([
    {
      ConfigurationName: 'alation-prod-token-rotator-bi',
      TeamsTenantId: '11111111-2222-3333-4444-555555555555',
      SnsTopicArns: [{ Ref: expect.stringContaining('ChatChannelsbiTopic') as unknown }],
    },
  ]);
});

test('for an existing channel configuration the stack has only a topic and an output with its ARN', () => {
  const outputs = Object.entries(templateOf(EVERYTHING).findOutputs('*'));

  expect(outputs.filter(([name]) => name.includes('ChatChannelsexisting'))).toMatchObject([
    [expect.any(String), { Value: { Ref: expect.stringContaining('ChatChannelsexistingTopic') as unknown } }],
  ]);
  templateOf(EVERYTHING).resourceCountIs('AWS::SNS::Topic', 4);
});

test('no command can be run from a channel', () => {
  const template = templateOf(EVERYTHING);
  const configurations = [...propertiesOf(template, SLACK), ...propertiesOf(template, TEAMS)];

  for (const { GuardrailPolicies, IamRoleArn } of configurations) {
    expect(listed(GuardrailPolicies).map(arnText)).toEqual([
      'arn:<AWS::Partition>:iam::aws:policy/AWSDenyAll',
    ]);
    const role = resourcesOf(template, 'AWS::IAM::Role')[String(at(IamRoleArn, 'Fn::GetAtt', 0))];
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role?.Properties).not.toHaveProperty('Policies');
    expect(statementsIn(role?.Properties['AssumeRolePolicyDocument'])).toMatchObject([
      { Principal: { Service: 'chatbot.amazonaws.com' } },
    ]);
  }
});

test('the environment of the warner contains the topics and their filters', () => {
  expect(warnerSettings(warnerEnvironment(EVERYTHING)).chatTopics).toEqual([
    { topicArn: expect.stringContaining('ChatChannelsopsTopic') as unknown },
    {
      topicArn: expect.stringContaining('ChatChannelsbiTopic') as unknown,
      owners: ['bi-team'],
      severities: ['warning', 'critical'],
    },
    { topicArn: expect.stringContaining('ChatChannelsexistingTopic') as unknown },
  ]);
  expect(warnerSettings(warnerEnvironment(MINIMAL)).chatTopics).toEqual([]);
});

test('with all channels that the settings allow, the environment of the warner stays below the 4 KB of Lambda', () => {
  const owners = ['bi-team', 'data-platform', 'finance-reporting', 'sales-operations'];
  const integrations = Object.fromEntries(owners.map((owner) => [owner, { owner }]));

  const runbookUrl = `https://wiki.example.com/${'x'.repeat(175)}`;
  const environment = warnerEnvironment({ integrations, runbookUrl, chatChannels: channels(10, owners) });
  expect(JSON.stringify(environment).length).toBeLessThan(4096);

  const long = 'x'.repeat(200);
  expect(() =>
    templateOf({ integrations: { tableau: { owner: long } }, chatChannels: channels(10, [long]) }),
  ).toThrow(
    'chatChannels must name owners with at most 1500 characters in all, because the environment of a function has at most 4 KB',
  );
});

test('the warner may publish only to the alert topic and the topics of the chat channels', () => {
  const publish = statementsOf(templateOf(EVERYTHING), 'warner').find(({ Sid }) => Sid === 'PublishAlerts');

  expect(listed(publish?.Resource).map(arnText)).toEqual([
    expect.stringContaining('AlertTopic'),
    expect.stringContaining('ChatChannelsbiTopic'),
    expect.stringContaining('ChatChannelsexistingTopic'),
    expect.stringContaining('ChatChannelsopsTopic'),
  ]);
});

test('alarms notify the channels without a filter', () => {
  for (const { AlarmActions, OKActions } of propertiesOf(templateOf(EVERYTHING), 'AWS::CloudWatch::Alarm')) {
    const topics = listed(AlarmActions).map(arnText);
    expect(topics).toEqual([
      expect.stringContaining('AlertTopic'),
      expect.stringContaining('ChatChannelsopsTopic'),
      expect.stringContaining('ChatChannelsexistingTopic'),
    ]);
    expect(OKActions).toEqual(AlarmActions);
  }
});

/** This number of channels with these owners as filter. */
function channels(count: number, owners: string[]): NonNullable<TokenRotatorProps['chatChannels']> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `channel-${index}`,
      { owners, severities: ['info', 'warning', 'critical'] as const },
    ]),
  );
}

/** The warner's environment after deployment, with resolved names. */
function warnerEnvironment(settings: Parameters<typeof templateOf>[0]): Record<string, string> {
  const functions = propertiesOf(templateOf(settings), 'AWS::Lambda::Function');
  const warner = functions.find(({ Description }) => String(Description).startsWith('Warns'));
  const variables = z.record(z.string(), z.unknown()).parse(at(warner, 'Environment', 'Variables'));
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const references =
        name === 'EVENT_BUS_NAME' ? '$1' : 'arn:aws:sns:eu-central-1:111122223333:Test-$1-0123456789AB';
      return [name, arnText(value).replaceAll(/<(\w+)>/g, references)];
    }),
  );
}
