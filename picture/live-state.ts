import type { Verdict } from './section.ts';
import type { Alert, Timeline } from './timeline.ts';

/** What the page of `npm run local` shows, without any secret. */
export interface LiveState {
  /** An id that differs after each start of the server. */
  readonly run: string;
  /** The time of the clock, ms since the epoch. */
  readonly now: number;
  readonly timeline: Timeline;
  readonly integrations: readonly IntegrationNow[];
  /** The newest mails, the newest first. */
  readonly mails: readonly Mail[];
  /** Whether each of these failures lasts now. The buttons of the page begin and end them. */
  readonly faults: { readonly outage: boolean; readonly otherProgram: boolean };
}

/** The state of an integration now. */
export interface IntegrationNow extends Verdict {
  readonly name: string;
}

/** An alert as a mail program shows it. */
export interface Mail {
  readonly id: string;
  readonly severity: Alert['severity'];
  /** The owner who receives the mail; undefined if only the operators receive it. */
  readonly owner: string | undefined;
  readonly subject: string;
  readonly body: string;
  /** Ms since the epoch. */
  readonly sentAt: number;
}
