import type { Severity } from '../contract.ts';

/** One message to people. No field holds a secret value. */
export interface Alert {
  /** Subject of an e-mail: one line of printable ASCII, at most 99 characters. */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** `severity`, `owner` and `integrations` become message attributes that subscriptions can filter by. */
  readonly severity: Severity;
  readonly owner: string | undefined;
  readonly integrations: readonly string[];
}

/** Where alerts for people go. */
export interface AlertTopic {
  /** Sends one alert to everybody whose subscription lets it through. Throws when it was not accepted. */
  publish(alert: Alert): Promise<void>;
  /** How many subscriptions are confirmed: with none, nobody hears an alert. */
  confirmedSubscriptions(): Promise<number>;
}
