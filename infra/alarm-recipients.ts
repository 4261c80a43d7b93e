import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/**
 * Warns if there is no subscription, or if every subscription has a filter. CloudWatch alarms carry no attribute that a
 * filter matches, so no filtered subscription would report that the rotator has stopped.
 */
export function warnWithoutAlarmRecipients(scope: Construct, settings: Settings): void {
  const { alertEmails, alertSubscriptions, chatChannels } = settings;
  const isFiltered = [...alertSubscriptions, ...Object.values(chatChannels)].map((subscription) =>
    [
      subscription.owners,
      subscription.severities,
      'integrations' in subscription ? subscription.integrations : undefined,
    ].some((filter) => filter !== undefined),
  );
  if (alertEmails.length > 0 || isFiltered.includes(false)) return;
  if (isFiltered.length === 0) {
    Annotations.of(scope).addWarningV2(
      'alation-token-rotator:noAlertRecipients',
      'no one receives alerts: set alertEmails, alertSubscriptions or chatChannels, or subscribe to the topic in the output AlertTopicArn yourself',
    );
    return;
  }
  Annotations.of(scope).addWarningV2(
    'alation-token-rotator:noAlarmRecipients',
    'no one receives alarms, because every subscription has a filter and alarms match none: remove the filter of one entry of alertSubscriptions or chatChannels, or set alertEmails',
  );
}
