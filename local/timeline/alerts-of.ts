import type { PublishedMessage } from '../aws/sns/topic-store.ts';
import { AlertAttribute, SEVERITIES } from '../../functions/contract.ts';
import type { Alert } from '../../picture/timeline.ts';

/** The first line of each notification about an integration. */
const HEADLINE = /^([a-z0-9-]+): (.*)$/gm;

/** The alerts in a message of the warner, by integration. A summary belongs to no integration. */
export function alertsOf(
  { message, attributes }: Pick<PublishedMessage, 'message' | 'attributes'>,
  at: number,
): readonly { readonly integration: string; readonly alert: Alert }[] {
  const severity = SEVERITIES.find((known) => known === attributes[AlertAttribute.severity]?.value) ?? 'info';
  return [...message.matchAll(HEADLINE)].map(([, integration = '', text = '']) => ({
    integration,
    alert: { at, severity, text },
  }));
}
