import type { FilterPolicy } from './filter-policy.ts';

/** A subscription of the alert topic, or of the topic of a chat channel. */
export interface AlertSubscription {
  /** `email`, `https`, `sqs`, `lambda`, …; `chat` for a chat channel. */
  readonly protocol: string;
  /** An address, a URL or an ARN; for a chat channel, the ARN of its topic. */
  readonly endpoint: string;
  /**
   * Only a confirmed subscription receives alerts. SNS shows `deleted` for some days after a subscription has ended, and then
   * nothing.
   */
  readonly state: 'confirmed' | 'pending' | 'deleted';
  /** The alerts that it receives; `{}` for all alerts and alarms. */
  readonly filter: FilterPolicy;
  /** Whether only a caller with AWS credentials can end the subscription. Then the link in its e-mails cannot end it. */
  readonly isProtected: boolean;
}

/** `email oncall@example.com`: a subscription as the settings of the stack declare it. */
export function subscriptionName({
  protocol,
  endpoint,
}: Pick<AlertSubscription, 'protocol' | 'endpoint'>): string {
  return `${protocol} ${endpoint}`;
}
