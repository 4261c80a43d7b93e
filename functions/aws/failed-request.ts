/** A failed AWS request, without the message of the SDK, which may contain a secret. */
export interface FailedRequest {
  /** The service's error name (`ThrottlingException`), the SDK's (`TimeoutError`), or Node's code (`ECONNRESET`). */
  readonly name: string;
  /** HTTP status; undefined without a response. */
  readonly status: number | undefined;
  /** AWS's request id, for a support case. */
  readonly requestId: string | undefined;
  /** Whether there was no usable response, because of the connection, DNS, TLS or a time limit. */
  readonly unanswered: boolean;
}

/** The fields of an SDK error that this module reads. Each may be missing or of any type. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

/** Names that are less specific than `code`. */
const vagueNames = new Set<string | undefined>(['Error', 'AggregateError', undefined]);

/** Reads the error of an AWS SDK client. */
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

/** Returns a single word, such as a name, code or id; undefined for any other value. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? value : undefined;
}

/** `ThrottlingException, HTTP 400, request 8a1c…`, for the end of a message. */
export function describeFailedRequest({ name, status, requestId }: FailedRequest): string {
  return [name, status && `HTTP ${status}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
}
