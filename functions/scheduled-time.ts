import * as z from 'zod/mini';
import { SCHEDULED_TIME } from './contract.ts';
import type { SummaryKind } from './warning/summary.ts';

/** ISO 8601 in UTC. `z.iso` would add 3 KB to the bundle. */
export const instantSchema = z.string().check(
  z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
  z.refine((text) => !Number.isNaN(Date.parse(text))),
);

/** The input that the schedules of both functions send. */
const scheduled = z.looseObject({ [SCHEDULED_TIME]: instantSchema });

/**
 * When a schedule was due to start an invocation, in ms since the epoch. Undefined if the payload contains no valid time,
 * as in a test event of the console.
 */
export function scheduledTime(payload: unknown): number | undefined {
  const parsed = scheduled.safeParse(payload);
  return parsed.success ? Date.parse(parsed.data[SCHEDULED_TIME]) : undefined;
}

/**
 * The summary that a run of the warner sends: monthly on the first day of a month, weekly on any other Monday, in UTC. A
 * run that an operator or an event starts sends no summary.
 */
export function summaryKind(payload: unknown): SummaryKind | undefined {
  const time = scheduledTime(payload);
  if (time === undefined) return undefined;
  const date = new Date(time);
  if (date.getUTCDate() === 1) return 'monthly';
  return date.getUTCDay() === 1 ? 'weekly' : undefined;
}
