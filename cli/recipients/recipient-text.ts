import { AlertAttribute } from '../../functions/contract.ts';
import type { FilterPolicy } from '../../functions/integration/filter-policy.ts';
import { subscriptionName, type AlertSubscription } from '../../functions/integration/alert-subscription.ts';
import type { RecipientGaps, AlertsWithoutRecipient } from '../../functions/warning/who-receives.ts';
import { commandLine } from '../text/command-line.ts';

/** What a subscription receives: `all alerts and alarms`, `critical; owner bi-team`. */
export function receivesText({ state, filter }: AlertSubscription): string {
  switch (state) {
    case 'pending':
      return 'nothing: it is not confirmed';
    case 'deleted':
      return 'nothing: it has ended';
    case 'confirmed':
      return Object.keys(filter).length === 0 ? 'all alerts and alarms' : filterText(filter);
  }
}

const LABELS: Readonly<Record<string, string>> = {
  [AlertAttribute.severity]: '',
  [AlertAttribute.owner]: 'owner ',
  [AlertAttribute.integrations]: 'integration ',
};

function filterText(filter: FilterPolicy): string {
  return Object.entries(filter)
    .map(([name, allowed]) => `${LABELS[name] ?? `${name} `}${valuesText(allowed)}`)
    .join('; ');
}

function valuesText(allowed: unknown): string {
  if (!Array.isArray(allowed)) return JSON.stringify(allowed);
  const values = allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return values.length === 0 ? 'none' : values.join(' or ');
}

/** Alerts that no one would receive: `critical alerts of bi-team (loader, tableau)`. */
export function withoutRecipientText({ severity, owner, integrations }: AlertsWithoutRecipient): string {
  const [first, second, third, ...more] = integrations;
  const names = [first, second, third, more.length > 0 ? `${more.length} more` : undefined];
  const of = owner === undefined ? 'about integrations without owner' : `of ${owner}`;
  return `${severity} alerts ${of} (${names.filter((name) => name !== undefined).join(', ')})`;
}

/** A declared subscription that receives nothing, with the steps to restore it. */
export interface MissingSubscription {
  readonly says: string;
  readonly todo: readonly string[];
}

/** The declared subscriptions that receive nothing. */
export function missingSubscriptions(
  prefix: string,
  topicArn: string,
  subscriptions: readonly AlertSubscription[],
  { missing }: RecipientGaps,
): readonly MissingSubscription[] {
  return missing.map((name) => {
    const [protocol = '', endpoint = ''] = name.split(' ', 2);
    if (protocol === 'chat') return missingChat(endpoint);
    const isPending = subscriptions.some(
      (one) => one.state === 'pending' && subscriptionName(one).toLowerCase() === name.toLowerCase(),
    );
    const confirm = `Confirm ${endpoint} with the link of the mail that it got from SNS: ${commandLine(prefix, 'confirm-subscription')}`;
    return isPending
      ? {
          says: `${endpoint} receives nothing: it has not confirmed its subscription`,
          todo: [protocol.startsWith('email') ? confirm : `Have ${endpoint} confirm its subscription`],
        }
      : {
          says: `${endpoint} receives nothing: its subscription has ended`,
          todo: [
            `Subscribe ${endpoint} again, because a deployment does not. If the subscription has a filter: docs/runbook.md, NobodySubscribed. If not: aws sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${quoted(endpoint)}`,
            ...(protocol.startsWith('email') ? [confirm] : []),
          ],
        };
  });
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function missingChat(topicArn: string): MissingSubscription {
  return {
    says: `the chat channel of the topic ${topicArn} receives nothing: the topic has no subscription`,
    todo: [
      'Authorise the workspace or team in the console of Amazon Q Developer in chat applications and deploy, or add this topic to your channel configuration',
    ],
  };
}

/** Alerts and alarms that no one would receive. */
export function withoutRecipientLines({
  withoutRecipient,
  alarmsWithoutRecipient,
}: RecipientGaps): readonly string[] {
  return [
    ...withoutRecipient.map((one) => `no one would receive ${withoutRecipientText(one)}`),
    ...(alarmsWithoutRecipient
      ? ['no one would receive the alarms: only a confirmed subscription without a filter does']
      : []),
  ];
}

/** The step to take for the lines of `withoutRecipientLines`. */
export const WIDEN_A_FILTER =
  'Add a recipient: widen a filter in alertSubscriptions or chatChannels, or add an address to alertEmails, and deploy';

/** Mail addresses whose subscription a mail scanner, or a recipient of a forwarded alert, can end. */
export function unprotectedAddresses(subscriptions: readonly AlertSubscription[]): readonly string[] {
  return subscriptions
    .filter(({ state, isProtected }) => state === 'confirmed' && !isProtected)
    .map(({ endpoint }) => endpoint);
}
