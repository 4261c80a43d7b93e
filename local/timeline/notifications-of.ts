import { AlertAttribute, SEVERITIES, type Severity } from '../../functions/contract.ts';
import type { PublishedMessage } from '../aws/sns/topic-store.ts';

/** One notification of an alert, or a summary. */
export interface SentNotification {
  readonly severity: Severity;
  /** The owner to whom the message goes; undefined if the message names no owner. */
  readonly owner: string | undefined;
  /** Undefined for a summary. */
  readonly integration: string | undefined;
  /** What happened, as a sentence without the name of the integration. */
  readonly sentence: string;
}

/** The first line of each notification about an integration, and of a summary. */
const FIRST_LINE = /^(?:([a-z0-9-]+)|Summary of [^:]+:\d\d UTC): (.*)$/gm;

/** Reads the notifications in a message of the warner. */
export function notificationsOf({
  message,
  attributes,
}: Pick<PublishedMessage, 'message' | 'attributes'>): readonly SentNotification[] {
  const severity = SEVERITIES.find((known) => known === attributes[AlertAttribute.severity]?.value) ?? 'info';
  const owner = attributes[AlertAttribute.owner]?.value;
  return [...message.matchAll(FIRST_LINE)].map(([, integration, sentence = '']) => ({
    severity: integration === undefined ? 'info' : severity,
    owner,
    integration,
    sentence,
  }));
}
