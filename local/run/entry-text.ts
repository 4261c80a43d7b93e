import type { FoldedEntry } from './fold-alerts.ts';
import type { Alert } from './timeline.ts';

/** The text of an entry. `label` is its beginning, which a terminal shows in a colour; empty if nothing has a colour. */
export interface EntryText {
  readonly label: string;
  readonly text: string;
}

/** The text of an entry, without its time. */
export function entryText(entry: FoldedEntry): EntryText {
  if (entry.kind !== 'alerts') {
    return { label: entry.kind === 'alarm' ? 'alarm' : '', text: entry.sentence };
  }
  const [first, ...others] = entry.alerts;
  if (first === undefined) return { label: '', text: '' };
  if (first.integration === undefined) return { label: '', text: `summary ${summaries(entry.alerts)}` };
  const sentences = [
    `to ${owners(entry.alerts)}: ${first.integration}: ${first.sentence}`,
    ...(others.length === 0 ? [] : [`The same for ${others.map((one) => one.integration).join(', ')}.`]),
    ...(entry.isRepeated ? ['The warner repeats the alert until the cause ends.'] : []),
  ];
  const label = `alert (${first.severity})`;
  return { label, text: `${label} ${sentences.join(' ')}` };
}

/** `to bi, data: all 2 integrations are well; to search: 1 of 2 integrations is not well.` */
function summaries(alerts: readonly Alert[]): string {
  const sentences = new Set(alerts.map(({ sentence }) => sentence));
  const parts = [...sentences].map((sentence) => {
    const to = owners(alerts.filter((one) => one.sentence === sentence));
    return `to ${to}: ${sentence.replace(/\.$/, '')}`;
  });
  return `${parts.join('; ')}.`;
}

function owners(alerts: readonly Alert[]): string {
  return [...new Set(alerts.map(({ owner = 'the operators' }) => owner))].join(', ');
}
