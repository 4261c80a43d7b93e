import type { EndpointName } from './endpoint.ts';
import type { Fault } from './fault.ts';

/** Outcome of a call. */
export interface CallOutcome {
  /** HTTP status; undefined when the client received no response. */
  readonly status: number | undefined;
  /** Whether Alation processed the request, even when a fault replaced the response. */
  readonly processed: boolean;
  /** Whether the call created an access token or refresh token. */
  readonly minted: boolean;
  readonly fault: Fault['kind'] | undefined;
}

/** One call, without secret values. */
export interface Call {
  /** `unknown` when the path belongs to no endpoint. */
  readonly endpoint: EndpointName | 'unknown';
  /**
   * Id of the refresh token or OAuth client in the request, or of the credential that minted the access token in the
   * request; undefined when this instance knows none of them.
   */
  readonly credentialId: string | undefined;
  /** When the request arrived, ms since the epoch. */
  readonly at: number;
  readonly outcome: CallOutcome;
}

/** Selects the calls that match all given fields. */
export interface CallFilter {
  readonly endpoint?: Call['endpoint'];
  readonly credentialId?: string;
  readonly status?: number;
  readonly processed?: boolean;
  readonly minted?: boolean;
}

/** The calls to an instance, in the order in which they ended. */
export interface CallLog {
  all(filter?: CallFilter): readonly Call[];
  count(filter?: CallFilter): number;
  clear(): void;
}

/** A log that can be written. */
export interface WritableCallLog extends CallLog {
  record(call: Call): void;
}

/**
 * Creates an empty log.
 *
 * @param onCall called at the end of every call
 */
export function createCallLog(onCall: (call: Call) => void): WritableCallLog {
  let calls: Call[] = [];
  const all = (filter: CallFilter = {}): readonly Call[] => calls.filter((call) => isIncluded(call, filter));
  return {
    all,
    count: (filter) => all(filter).length,
    clear: () => {
      calls = [];
    },
    record: (call) => {
      calls.push(call);
      onCall(call);
    },
  };
}

function isIncluded(call: Call, filter: CallFilter): boolean {
  const { endpoint, credentialId, status, processed, minted } = filter;
  return (
    (endpoint === undefined || call.endpoint === endpoint) &&
    (credentialId === undefined || call.credentialId === credentialId) &&
    (status === undefined || call.outcome.status === status) &&
    (processed === undefined || call.outcome.processed === processed) &&
    (minted === undefined || call.outcome.minted === minted)
  );
}
