import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EnvironmentVariable } from '../functions/contract.ts';
import type { FunctionEnvironment } from './scheduled-function.ts';
import type { Settings } from './settings-schema.ts';

/** Environment variables of the rotator. */
export function rotatorEnvironment(settings: Settings, bus: IEventBus): FunctionEnvironment {
  return {
    [EnvironmentVariable.secretPrefix]: settings.prefix,
    [EnvironmentVariable.allowedHosts]: settings.allowedHosts.join(','),
    [EnvironmentVariable.rotationIntervalMinutes]: String(settings.rotationIntervalMinutes),
    [EnvironmentVariable.renewalFraction]: String(settings.renewalFraction),
    [EnvironmentVariable.nearExpiryFraction]: String(settings.nearExpiryFraction),
    [EnvironmentVariable.probeIntervalMinutes]: String(settings.probeIntervalMinutes),
    [EnvironmentVariable.refreshTokenLifetimeDays]: String(settings.refreshTokenLifetimeDays),
    [EnvironmentVariable.writesPerSecond]: String(settings.writesPerSecond),
    [EnvironmentVariable.oauthVerification]: settings.oauthVerification,
    [EnvironmentVariable.eventBusName]: bus.eventBusName,
  };
}

/** Environment variables of the warner. The keys of `chatTopics` are the names of the channels. */
export function warnerEnvironment(
  settings: Settings,
  topic: ITopic,
  chatTopics: ReadonlyMap<string, ITopic>,
  bus: IEventBus,
): FunctionEnvironment {
  const channels = [...chatTopics].map(([name, { topicArn }]) => ({
    topicArn,
    owners: settings.chatChannels[name]?.owners,
    severities: settings.chatChannels[name]?.severities,
  }));
  const declared = [
    ...settings.alertEmails.map((address) => `email ${address}`),
    ...settings.alertSubscriptions.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`),
  ];
  return {
    [EnvironmentVariable.secretPrefix]: settings.prefix,
    [EnvironmentVariable.allowedHosts]: settings.allowedHosts.join(','),
    [EnvironmentVariable.warningDays]: settings.warningDays.join(','),
    [EnvironmentVariable.clientSecretMaxAgeDays]: String(settings.clientSecretMaxAgeDays),
    [EnvironmentVariable.summary]: settings.summary,
    ...(settings.accountAlias === undefined
      ? {}
      : { [EnvironmentVariable.accountAlias]: settings.accountAlias }),
    [EnvironmentVariable.alertTopicArn]: topic.topicArn,
    [EnvironmentVariable.chatTopics]: Stack.of(topic).toJsonString(channels),
    [EnvironmentVariable.declaredSubscriptions]: Stack.of(topic).toJsonString(declared),
    ...(settings.runbookUrl === undefined ? {} : { [EnvironmentVariable.runbookUrl]: settings.runbookUrl }),
    [EnvironmentVariable.eventBusName]: bus.eventBusName,
  };
}
