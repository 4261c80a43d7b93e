import { listenerName } from '../../functions/integration/listener.ts';
import type { DeployedStack } from '../aws/deployed-stack.ts';
import { readRecipients } from '../aws/recipients.ts';
import {
  missingListeners,
  withoutRecipientLines,
  unprotectedAddresses,
  WIDEN_A_FILTER,
} from '../recipients/recipient-text.ts';
import type { Session } from '../session.ts';
import { finding, type Finding, type Verdict } from './finding.ts';

const NO_LISTENER =
  'Follow the link in the e-mail that SNS sent, or subscribe again (docs/runbook.md, NobodySubscribed)';

/** Checks that every declared listener is confirmed, and that someone would receive each alert and alarm. */
export async function checkAlerts(session: Session, stack: DeployedStack): Promise<readonly Finding[]> {
  const { prefix } = session;
  const { listeners, gaps } = await readRecipients(session, stack);
  const confirmed = listeners.filter(({ state }) => state === 'confirmed').length;
  const missing = missingListeners(prefix, stack.alertTopicArn, listeners, gaps).map(({ says, todo }) =>
    alerts('problem', says, ...todo),
  );
  if (confirmed === 0) {
    return [
      alerts('problem', 'no one receives alerts: no subscription is confirmed', NO_LISTENER),
      ...missing,
    ];
  }
  const withoutRecipient = withoutRecipientLines(gaps).map((says) => alerts('problem', says, WIDEN_A_FILTER));
  const addresses = unprotectedAddresses(listeners);
  const waiting = listeners.filter(
    (one) => one.state === 'pending' && !gaps.missing.includes(listenerName(one)),
  );
  return [
    alerts('ok', `${confirmed} confirmed ${confirmed === 1 ? 'subscription' : 'subscriptions'}`),
    ...missing,
    ...withoutRecipient,
    ...waiting.map(({ endpoint }) =>
      alerts(
        'warning',
        `${endpoint} has not confirmed its subscription`,
        'Ask the subscribers to confirm: without it they receive no alerts',
      ),
    ),
    ...(addresses.length === 0
      ? []
      : [
          alerts(
            'warning',
            `a mail scanner, or anybody with a forwarded alert, can end the subscription of ${addresses.join(', ')}`,
            'Confirm mail subscriptions with AWS credentials (docs/runbook.md, Protect a mail subscription)',
          ),
        ]),
  ];
}

function alerts(verdict: Verdict, says: string, ...todo: readonly string[]): Finding {
  return finding('AWS', 'Alerts', verdict, says, ...todo);
}
