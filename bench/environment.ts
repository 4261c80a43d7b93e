import { EnvironmentVariable } from '../functions/contract.ts';
import { deployment } from './deployment.ts';
import { ALLOWED_HOSTS, EVENT_BUS, SECRET_PREFIX } from './names.ts';
import { MINUTE_MS } from '../functions/time.ts';

/** The environment variables of both functions together, with the default settings where there are defaults. */
export const deployedEnvironment: Readonly<
  Record<(typeof EnvironmentVariable)[keyof typeof EnvironmentVariable], string>
> = {
  [EnvironmentVariable.secretPrefix]: SECRET_PREFIX,
  [EnvironmentVariable.allowedHosts]: ALLOWED_HOSTS.join(','),
  [EnvironmentVariable.rotationIntervalMinutes]: String(deployment.intervalMs / MINUTE_MS),
  [EnvironmentVariable.renewalFraction]: '0.5',
  [EnvironmentVariable.nearExpiryFraction]: '0.25',
  [EnvironmentVariable.probeIntervalMinutes]: String(deployment.probeIntervalMs / MINUTE_MS),
  [EnvironmentVariable.refreshTokenLifetimeDays]: '60',
  [EnvironmentVariable.writesPerSecond]: String(deployment.writesPerSecond),
  [EnvironmentVariable.oauthVerification]: 'both',
  [EnvironmentVariable.warningDays]: '14,7,3,1',
  [EnvironmentVariable.summary]: 'monthly',
  [EnvironmentVariable.accountAlias]: 'acme-prod',
  [EnvironmentVariable.clientSecretMaxAgeDays]: '0',
  [EnvironmentVariable.alertTopicArn]: 'arn:aws:sns:us-east-1:123456789012:alerts',
  [EnvironmentVariable.chatTopics]: '[]',
  [EnvironmentVariable.declaredSubscriptions]: '[]',
  [EnvironmentVariable.runbookUrl]: 'https://wiki.example.com/runbook',
  [EnvironmentVariable.eventBusName]: EVENT_BUS,
};
