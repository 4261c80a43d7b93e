/** What may be said of a failed AWS request. The SDK's own message is left out: it is not ours to vouch for. */
export interface FailedRequest {
  /** The service's error name (`ThrottlingException`), the SDK's (`TimeoutError`), or Node's code (`ECONNRESET`). */
  readonly name: string;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** AWS's request id, for a support case. */
  readonly requestId: string | undefined;
  /** `true` when no usable answer came at all: connection, DNS, TLS or time limit. */
  readonly unanswered: boolean;
}

/** Where an SDK error keeps these; nothing is taken for granted. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

/** Names which say less than the `code` beside them. */
const vagueNames = new Set<string | undefined>(['Error', 'AggregateError', undefined]);

/** Reads what an AWS SDK client threw. */
export function failedRequest(error: unknown): FailedRequest {
  const thrown: Thrown = typeof error === 'object' && error !== null ? error : {};
  const { httpStatusCode, requestId } = thrown.$metadata ?? {};
  const status = typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
  const code = word(thrown.code);
  const name = vagueNames.has(word(thrown.name)) ? code : word(thrown.name);
  return {
    name: name ?? 'UnknownError',
    status,
    requestId: word(requestId),
    unanswered: status === undefined && (code !== undefined || name === 'TimeoutError'),
  };
}

/** Names, codes and ids are single words; whatever else stands in their place is not passed on. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? value : undefined;
}

/** `ThrottlingException, HTTP 400, request 8a1c…`, for the end of a message. */
export function describeFailedRequest({ name, status, requestId }: FailedRequest): string {
  return [name, status && `HTTP ${status}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
}
