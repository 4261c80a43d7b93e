import { subscriptionName } from '../../functions/integration/alert-subscription.ts';
import type { DeployedStack } from '../aws/deployed-stack.ts';
import { readRecipients } from '../aws/recipients.ts';
import {
  missingSubscriptions,
  withoutRecipientLines,
  unprotectedAddresses,
  WIDEN_A_FILTER,
} from '../recipients/recipient-text.ts';
import type { Session } from '../session.ts';
import { finding, type Finding, type Verdict } from './finding.ts';

const CONFIRM_A_SUBSCRIPTION =
  'Confirm a subscription with the command "confirm-subscription", or subscribe again (docs/runbook.md, NobodySubscribed)';

/**
 * Checks that every subscription is confirmed, that each alert and alarm has a recipient, and that only a caller with AWS
 * credentials can end a mail subscription.
 */
export async function checkAlerts(session: Session, stack: DeployedStack): Promise<readonly Finding[]> {
  const { prefix } = session;
  const { subscriptions, gaps } = await readRecipients(session, stack);
  const confirmed = subscriptions.filter(({ state }) => state === 'confirmed').length;
  const missing = missingSubscriptions(prefix, stack.alertTopicArn, subscriptions, gaps).map(
    ({ says, todo }) => alerts('problem', says, ...todo),
  );
  if (confirmed === 0) {
    return [
      alerts('problem', 'no one receives alerts: no subscription is confirmed', CONFIRM_A_SUBSCRIPTION),
      ...missing,
    ];
  }
  const withoutRecipient = withoutRecipientLines(gaps).map((says) => alerts('problem', says, WIDEN_A_FILTER));
  const addresses = unprotectedAddresses(subscriptions);
  const waiting = subscriptions.filter(
    (one) => one.state === 'pending' && !gaps.missing.includes(subscriptionName(one)),
  );
  return [
    alerts('ok', `${confirmed} confirmed ${confirmed === 1 ? 'subscription' : 'subscriptions'}`),
    ...missing,
    ...withoutRecipient,
    ...waiting.map(({ endpoint }) =>
      alerts(
        'warning',
        `${endpoint} has not confirmed its subscription`,
        'Ask the subscriber to confirm: an unconfirmed subscription receives no alerts',
      ),
    ),
    ...(addresses.length === 0
      ? []
      : [
          alerts(
            'warning',
            `a mail scanner, or a recipient of a forwarded alert, can end the subscription of ${addresses.join(', ')}`,
            'Confirm mail subscriptions with AWS credentials (docs/runbook.md, Protect a mail subscription)',
          ),
        ]),
  ];
}

function alerts(verdict: Verdict, says: string, ...todo: readonly string[]): Finding {
  return finding('AWS', 'Alerts', verdict, says, ...todo);
}
