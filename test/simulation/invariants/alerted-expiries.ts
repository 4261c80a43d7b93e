import { DAY_MS, MINUTE_MS } from '../../../functions/time.ts';
import { WARNING_DAYS } from '../world/code-under-test.ts';

/** The expiry of one refresh token as an alert reports it. */
export interface AlertedExpiry {
  readonly integration: string;
  readonly credential: string;
  /** The expiry in the text, to the minute. */
  readonly expiresAt: number;
  readonly how: 'expires' | 'expired';
}

const DATE = String.raw`(\d{4}-\d\d-\d\d \d\d:\d\d) UTC`;
const EXPIRES = new RegExp(String.raw`^(\S+): the refresh token "(\S+)" expires in .*, on ${DATE}`, 'gm');
const EXPIRED = new RegExp(
  String.raw`^(\S+): the refresh token "(\S+)" (?:may have )?expired .*, on ${DATE}`,
  'gm',
);
/** Parses the expiries that the body of an alert reports. */
export function alertedExpiries(body: string): readonly AlertedExpiry[] {
  return [
    ...[...body.matchAll(EXPIRES)].map(([, ...found]) => expiryOf('expires', found)),
    ...[...body.matchAll(EXPIRED)].map(([, ...found]) => expiryOf('expired', found)),
  ];
}

function expiryOf(
  how: AlertedExpiry['how'],
  [integration = '', credential = '', date = '']: readonly string[],
): AlertedExpiry {
  return { integration, credential, expiresAt: Date.parse(`${date.replace(' ', 'T')}Z`), how };
}

/**
 * The warning stage that a daily run sends at `now`: the lowest threshold that is reached before the next run, 0 after
 * the expiry, `Infinity` before the first threshold.
 */
export function stageAt(
  expiresAt: number,
  now: number,
  warningDays: readonly number[] = WARNING_DAYS,
): number {
  if (now >= expiresAt) return 0;
  return Math.min(
    Infinity,
    ...warningDays.filter((days) => expiresAt - now < (days + 1) * DAY_MS + MINUTE_MS),
  );
}

/** The warning stage that an alert reports: 0 for `expired`, at least the last threshold for `expires`. */
export function stageReportedAt(
  { how, expiresAt }: Pick<AlertedExpiry, 'how' | 'expiresAt'>,
  now: number,
): number {
  return how === 'expired' ? 0 : Math.max(Math.min(...WARNING_DAYS), stageAt(expiresAt, now));
}

/**
 * The warning stage that an alert reports, if only the date in the alert is known. The date is cut to minutes, so the
 * alert may report a lower stage than the returned stage.
 */
export function alertedStage({ how, expiresAt }: AlertedExpiry, now: number): number {
  return stageReportedAt({ how, expiresAt: expiresAt + MINUTE_MS - 1 }, now);
}

/** Whether the warner takes two expiries for one: they are less than half a day apart. */
export function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) < DAY_MS / 2;
}
