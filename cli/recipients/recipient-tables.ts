import { SEVERITIES } from '../../functions/contract.ts';
import type { AlertSubscription } from '../../functions/integration/alert-subscription.ts';
import { receivesAlerts, type AlertSubject } from '../../functions/warning/who-receives.ts';
import type { Recipients } from '../aws/recipients.ts';
import { table } from '../terminal/table.ts';
import { receivesText } from './recipient-text.ts';

/** A table of the subscriptions: what each receives. */
export function subscriptionLines(
  columns: number | undefined,
  { subscriptions }: Recipients,
): readonly string[] {
  const rows = subscriptions.map((one) => [shortName(one), one.state, receivesText(one)]);
  const lines = table(columns, ['SUBSCRIPTION', 'STATE', 'RECEIVES'], rows);
  return [...lines.head, ...lines.rows.flat()];
}

/** Severities from the most to the least severe. */
const DESCENDING = SEVERITIES.toReversed();

/** A table of the owners and their integrations: who receives the alerts of each severity. */
export function subjectLines(
  columns: number | undefined,
  { subscriptions, subjects }: Recipients,
): readonly string[] {
  const rows = new Map<string, { readonly row: readonly string[]; readonly integrations: string[] }>();
  for (const subject of subjects) {
    for (const [receivers, severities] of receiversOf(subscriptions, subject)) {
      const row = [subject.owner ?? '-', severities.join(', '), receivers];
      const key = JSON.stringify(row);
      const known = rows.get(key);
      if (known === undefined) rows.set(key, { row, integrations: [subject.integration] });
      else known.integrations.push(subject.integration);
    }
  }
  const lines = table(
    columns,
    ['OWNER', 'ALERTS', 'RECEIVED BY', 'INTEGRATIONS'],
    [...rows.values()].map(({ row, integrations }) => [...row, integrations.join(', ')]),
  );
  return [...lines.head, ...lines.rows.flat()];
}

/** The receivers of the alerts about an integration, with the severities that they receive. */
function receiversOf(
  subscriptions: readonly AlertSubscription[],
  subject: AlertSubject,
): ReadonlyMap<string, readonly string[]> {
  const receivers = new Map<string, readonly string[]>();
  for (const severity of DESCENDING) {
    const names = subscriptions.filter((one) => receivesAlerts(one, severity, subject)).map(shortName);
    const receiver = names.join(', ') || 'NO ONE';
    receivers.set(receiver, [...(receivers.get(receiver) ?? []), severity]);
  }
  return receivers;
}

/** `email oncall@example.com`, `sqs alerts` for a queue with the name `alerts`. */
function shortName({ protocol, endpoint }: AlertSubscription): string {
  return `${protocol} ${/^arn:(?:[^:]*:){4}(?:function:)?(.+)$/.exec(endpoint)?.[1] ?? endpoint}`;
}
