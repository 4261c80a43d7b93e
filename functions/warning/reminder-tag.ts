import { SEVERITIES } from '../contract.ts';
import type { Severity } from '../contract.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from '../integration/tag-fields.ts';

/** When a notification that is repeated was last sent, and how severe it was. */
export interface Reminder {
  readonly severity: Severity;
  /** Ms since the epoch. */
  readonly at: number;
}

/** The reminders of an integration, by the name of their cause, such as `paused`. */
export type Reminders = Readonly<Record<string, Reminder | undefined>>;

/** Reads the tag. A field that is not a reminder is ignored. */
export function parseReminders(value: string | undefined): Reminders {
  return Object.fromEntries(
    Object.entries(parseTagFields(value)).flatMap(([name, text]) => {
      const [severity, instant] = text.split('@');
      const at = parseInstant(instant);
      const known = SEVERITIES.find((one) => one === severity);
      return known === undefined || at === undefined ? [] : [[name, { severity: known, at }]];
    }),
  );
}

/** `paused=warning@2027-01-10T08:00:00.000Z`. The tag has room for any five reminders. */
export function formatReminders(reminders: Reminders): string {
  return formatTagFields(
    Object.fromEntries(
      Object.entries(reminders).map(([name, one]) => [
        name,
        one && `${one.severity}@${formatInstant(one.at)}`,
      ]),
    ),
  );
}
