import { usageError } from '../cli-error.ts';
import { isCredentialName } from '../credentials/credential-name.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../functions/time.ts';
import { givenText } from '../text/given-text.ts';
import { SEE_HELP } from './usage-problem.ts';

// Parsers of option values. They throw a `CliError` that says what was got and what is allowed.

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** A parser of `90m`, `24h` or `7d`, in ms. */
export function span(option: string, most = Infinity): (text: string) => number {
  return (text) => {
    const [, number, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
    const ms = Number(number ?? 0) * (UNIT_MS[unit] ?? 0);
    if (ms > 0 && ms <= most) return ms;
    const limit = most === Infinity ? '' : `, at most ${most / DAY_MS}d`;
    throw usageError(
      `${option} must be a number from 1 with m, h or d, such as 90m, 24h or 7d${limit}; got ${givenText(text)}`,
      SEE_HELP,
    );
  };
}

/** Parses seconds from 1 to 3600, and returns ms. */
export function parseTimeout(text: string): number {
  return wholeNumber('--timeout', 1, 3_600)(text) * SECOND_MS;
}

/** A parser of a whole number within bounds. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw usageError(
      `${option} must be a whole number from ${least} to ${most}; got ${givenText(text)}`,
      SEE_HELP,
    );
  };
}

/** The id of a user in Alation. */
export function parseUserId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(
    `--user-id must be a whole number; got ${givenText(text)}`,
    'Copy the user id that Alation shows beside the refresh token',
  );
}

/** The name of a credential. */
export function parseName(text: string): string {
  if (isCredentialName(text)) return text;
  throw usageError(
    'The name of a credential must have 1 to 40 characters (letters, digits and ._-), and begin with a letter or a digit; got ' +
      givenText(text),
    SEE_HELP,
  );
}

/** The first segment of the secrets' names. Allows more texts than the setting `prefix` does. */
export function parsePrefix(text: string): string {
  if (/^(?=.{1,200}$)[\w+=.@-]+(?:\/[\w+=.@-]+)*$/.test(text)) return text;
  throw usageError(
    `--prefix must have 1 to 200 characters (letters, digits and _+=.@-), in segments separated by /; got ${givenText(text)}`,
    'Take the value from cdk.json',
  );
}

/** The ARN of an SNS topic. */
export function parseTopic(text: string): string {
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/.test(text)) return text;
  throw usageError(
    `--topic must be an ARN such as arn:aws:sns:eu-central-1:111122223333:alerts; got ${givenText(text)}`,
    'Omit --topic to use the alert topic of the stack',
  );
}
