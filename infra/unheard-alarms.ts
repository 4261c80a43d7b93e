import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/**
 * Warns when nobody is told anything, or everybody who is has a filter. CloudWatch alarms carry none of the attributes that filters
 * look at, so nobody would hear that the rotator itself has stopped.
 */
export function warnOfUnheardAlarms(scope: Construct, settings: Settings): void {
  const { alertEmails, alertSubscriptions, chatChannels } = settings;
  const filters = [...alertSubscriptions, ...Object.values(chatChannels)].map((listener) =>
    [
      listener.owners,
      listener.severities,
      'integrations' in listener ? listener.integrations : undefined,
    ].some((filter) => filter !== undefined),
  );
  if (alertEmails.length > 0 || filters.includes(false)) return;
  if (filters.length === 0) {
    Annotations.of(scope).addWarningV2(
      'alation-token-rotator:nobodyIsTold',
      'nobody is told of anything: set alertEmails, alertSubscriptions or chatChannels, or subscribe to the topic AlertTopicArn yourself',
    );
    return;
  }
  Annotations.of(scope).addWarningV2(
    'alation-token-rotator:unheardAlarms',
    'every subscription has a filter, and alarms pass none: let one of alertSubscriptions or chatChannels hear everything, or set alertEmails',
  );
}
