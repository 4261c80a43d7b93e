import { DAY_MS, MINUTE_MS } from '../scenario/scenario.ts';
import { WARNING_DAYS } from '../world/code-under-test.ts';

/** What a message told people about one refresh token. */
export interface PublishedAlerts {
  readonly integration: string;
  readonly credential: string;
  /** The expiry it named, to the minute. */
  readonly expiresAt: number;
  readonly how: 'expires' | 'expired' | 'accepted';
}

const DATE = String.raw`(\d{4}-\d\d-\d\d \d\d:\d\d) UTC`;
const EXPIRES = new RegExp(String.raw`^(\S+): the refresh token "(\S+)" expires in .*, on ${DATE}`, 'gm');
const EXPIRED = new RegExp(
  String.raw`^(\S+): the refresh token "(\S+)" (?:may have )?expired on ${DATE}`,
  'gm',
);
const ACCEPTED = /^(\S+): accepted\.(.*)$/gm;
const ACCEPTED_ONE = new RegExp(String.raw`"(\S+)": [^"]+ left, until ${DATE}`, 'g');

/** What people read in the body of a message: nothing else counts as being told. */
export function toldIn(body: string): readonly PublishedAlerts[] {
  return [
    ...[...body.matchAll(EXPIRES)].map(([, ...found]) => told('expires', found)),
    ...[...body.matchAll(EXPIRED)].map(([, ...found]) => told('expired', found)),
    ...[...body.matchAll(ACCEPTED)].flatMap(([, integration = '', list = '']) =>
      [...list.matchAll(ACCEPTED_ONE)].map(([, ...found]) => told('accepted', [integration, ...found])),
    ),
  ];
}

function told(
  how: PublishedAlerts['how'],
  [integration = '', credential = '', date = '']: readonly string[],
): PublishedAlerts {
  return { integration, credential, expiresAt: Date.parse(`${date.replace(' ', 'T')}Z`), how };
}

/** The stage of an expiry at that time: the least threshold passed, 0 when expired, `Infinity` before the first. */
export function stageAt(expiresAt: number, now: number): number {
  if (now >= expiresAt) return 0;
  return Math.min(Infinity, ...WARNING_DAYS.filter((days) => expiresAt - now <= days * DAY_MS));
}

/** The stage that somebody was told of. A message names minutes: by its words, not by its date, it tells what is over. */
export function stageTold({ how, expiresAt }: PublishedAlerts, now: number): number {
  if (how === 'expired') return 0;
  return Math.max(Math.min(...WARNING_DAYS), stageAt(expiresAt + MINUTE_MS - 1, now));
}

/** Whether two expiries are the same one, told a little differently. */
export function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) < DAY_MS / 2;
}
