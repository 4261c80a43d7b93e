import { AlertAttribute, SEVERITIES } from '../../functions/contract.ts';
import type { PublishedMessage } from '../aws/sns/topic-store.ts';
import type { Alert } from './timeline.ts';

/** The notifications in a message of the alert topic, by the first line of each; a summary is one of them. */
export function alertsOf({ message, attributes }: PublishedMessage): readonly Alert[] {
  const common = { kind: 'alert', owner: attributes[AlertAttribute.owner]?.value ?? 'all owners' } as const;
  const sent = attributes[AlertAttribute.severity]?.value;
  const ofMail = SEVERITIES.find((one) => one === sent) ?? 'info';
  return [...message.matchAll(/^(?:([a-z0-9-]+)|Summary of [^:]+:\d\d UTC): (.*)$/gm)].map(
    ([, integration, sentence = '']) => ({
      ...common,
      severity: integration === undefined ? 'info' : ofMail,
      integration,
      sentence,
    }),
  );
}
