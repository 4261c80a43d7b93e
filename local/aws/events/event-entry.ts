import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';

/** One entry of PutEvents in a request; `Time` is seconds since the epoch. */
export const putEventsEntry = z.object({
  Time: z.nullish(z.number()),
  Source: z.nullish(z.string()),
  Resources: z.nullish(z.array(z.string())),
  DetailType: z.nullish(z.string()),
  Detail: z.nullish(z.string()),
  EventBusName: z.nullish(z.string()),
  TraceHeader: z.nullish(z.string()),
});

/** One entry of PutEvents. */
export type PutEventsEntry = z.infer<typeof putEventsEntry>;

/** An entry that passed the checks. */
export interface CheckedEntry {
  readonly busName: string | undefined;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** Ms since the epoch; undefined for the time of the request. */
  readonly time: number | undefined;
}

const MAX_DETAIL_TYPE = 128;

const detailObject = z.record(z.string(), z.unknown());

/** Whether an entry has the three fields that every event must have. */
export function isComplete({ Source, DetailType, Detail }: PutEventsEntry): boolean {
  return Boolean(Source) && Boolean(DetailType) && Boolean(Detail);
}

/** Bytes of an entry. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
export function entryBytes({ Time, Source, DetailType, Detail, Resources }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
  return texts.reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ''),
    (Time ?? undefined) === undefined ? 0 : 14,
  );
}

/**
 * Checks an entry. Throws the error for the result of the entry: `InvalidArgument`, `MalformedDetail` or
 * `NotAuthorizedForSourceException`.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export function checkedEntry(entry: PutEventsEntry): CheckedEntry {
  const source = required('Source', entry.Source);
  const detailType = required('DetailType', entry.DetailType);
  const detail = required('Detail', entry.Detail);
  if (detailType.length > MAX_DETAIL_TYPE) {
    throw invalidArgument('DetailType', `DetailType is longer than ${MAX_DETAIL_TYPE} characters`);
  }
  if (source.startsWith('aws.')) {
    throw new AwsError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  return {
    busName: entry.EventBusName ?? undefined,
    source,
    detailType,
    detail: readDetail(detail),
    resources: entry.Resources ?? [],
    time: (entry.Time ?? undefined) === undefined ? undefined : Number(entry.Time) * 1000,
  };
}

function required(name: string, value: string | null | undefined): string {
  if (value) return value;
  throw invalidArgument(name, `${name} is a required argument`);
}

function invalidArgument(name: string, reason: string): AwsError {
  return new AwsError('InvalidArgument', `Parameter ${name} is not valid. Reason: ${reason}.`);
}

function readDetail(text: string): Readonly<Record<string, unknown>> {
  try {
    const detail = detailObject.safeParse(JSON.parse(text));
    if (detail.success) return detail.data;
  } catch {
    // The error is replaced, because its message quotes the input.
  }
  throw new AwsError('MalformedDetail', 'Detail is malformed.');
}
