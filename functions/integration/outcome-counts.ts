import { formatTagFields, parseTagFields } from './tag-fields.ts';

/** What the rotator did for an integration, for the summary. */
export interface OutcomeCounts {
  /** Access tokens that it published. */
  readonly rotated: number;
  /** Attempts to rotate that failed. */
  readonly failed: number;
  /** Refresh tokens that it renewed. */
  readonly renewed: number;
}

/** The counts of a month in UTC, such as `2026-11`, and of the month before. */
export interface MonthlyCounts {
  readonly month: string;
  readonly counts: OutcomeCounts;
  readonly before: OutcomeCounts;
}

export const NO_OUTCOMES: OutcomeCounts = { rotated: 0, failed: 0, renewed: 0 };

/** The month of an instant in ms since the epoch, in UTC: `2026-11`. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}

/** The counts after one more outcome. */
export function countOutcome(
  counted: MonthlyCounts | undefined,
  outcome: keyof OutcomeCounts,
  now: number,
): MonthlyCounts {
  const month = monthOf(now);
  const { counts, before } =
    counted?.month === month
      ? counted
      : { counts: NO_OUTCOMES, before: countsIn(counted, monthBefore(month)) };
  return { month, counts: { ...counts, [outcome]: counts[outcome] + 1 }, before };
}

/** The counts of a month; all 0 if they are not known. */
export function countsIn(counted: MonthlyCounts | undefined, month: string): OutcomeCounts {
  if (counted?.month === month) return counted.counts;
  return counted !== undefined && monthBefore(counted.month) === month ? counted.before : NO_OUTCOMES;
}

/** Reads the tag of the counts; undefined if it is missing or malformed. */
export function parseOutcomeCounts(value: string | undefined): MonthlyCounts | undefined {
  const { month, counts, before = '0/0/0' } = parseTagFields(value);
  const [now, earlier] = [parseCounts(counts), parseCounts(before)];
  if (month === undefined || !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) return undefined;
  return now === undefined || earlier === undefined ? undefined : { month, counts: now, before: earlier };
}

/** Writes the tag of the counts; empty if nothing was counted. */
export function formatOutcomeCounts(counted: MonthlyCounts | undefined): string {
  if (counted === undefined) return '';
  const { month, counts, before } = counted;
  return formatTagFields({ month, counts: formatCounts(counts), before: formatCounts(before) });
}

function monthBefore(month: string): string {
  return monthOf(Date.parse(`${month}-01T00:00:00Z`) - 1);
}

/** `60/2/1`: rotated, failed, renewed. */
function formatCounts({ rotated, failed, renewed }: OutcomeCounts): string {
  return [rotated, failed, renewed].join('/');
}

function parseCounts(text: string | undefined): OutcomeCounts | undefined {
  const [, rotated, failed, renewed] = /^(\d{1,6})\/(\d{1,6})\/(\d{1,6})$/.exec(text ?? '') ?? [];
  return rotated === undefined
    ? undefined
    : { rotated: Number(rotated), failed: Number(failed), renewed: Number(renewed) };
}
