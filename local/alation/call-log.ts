import type { EndpointName } from './endpoint.ts';
import type { FaultKind } from './fault.ts';

/** How a call ended. */
export interface CallOutcome {
  /** What was answered; undefined when the connection was dropped or left hanging. */
  readonly status: number | undefined;
  /** Whether Alation did what was asked, whatever the caller got to see. */
  readonly processed: boolean;
  /** Whether an access token or refresh token was created. */
  readonly minted: boolean;
  readonly fault: FaultKind | 'outage' | undefined;
}

/** One call. It holds nothing secret. */
export interface Call {
  /** `unknown` for paths and methods that no endpoint has. */
  readonly endpoint: EndpointName | 'unknown';
  /** Id of the refresh token or OAuth client it was about, good or bad; undefined when that is not one of ours. */
  readonly credentialId: string | undefined;
  /** When it came, ms since the epoch. */
  readonly at: number;
  readonly outcome: CallOutcome;
}

/** Which calls to count; what is left out does not matter. */
export interface CallFilter {
  readonly endpoint?: Call['endpoint'];
  readonly credentialId?: string;
  readonly status?: number;
  readonly processed?: boolean;
  readonly minted?: boolean;
}

/** Numbers of calls by endpoint and then by status. */
export type CallCounters = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The calls to an instance, in the order in which they ended. */
export interface CallLog {
  all(filter?: CallFilter): readonly Call[];
  count(filter?: CallFilter): number;
  /** How many calls each endpoint had, by the status they ended with; `dropped` for those without one. */
  counters(): CallCounters;
  clear(): void;
}

/** A log and the way to write to it. */
export interface WritableCallLog extends CallLog {
  record(call: Call): void;
}

/**
 * An empty log.
 *
 * @param onCall is told of every call when it has ended
 */
export function createCallLog(onCall: (call: Call) => void): WritableCallLog {
  let calls: Call[] = [];
  const all = (filter: CallFilter = {}): readonly Call[] => calls.filter((call) => isIncluded(call, filter));
  return {
    all,
    count: (filter) => all(filter).length,
    counters: () => {
      const counters: Record<string, Record<string, number>> = {};
      for (const { endpoint, outcome } of calls) {
        const ofEndpoint = (counters[endpoint] ??= {});
        const status = outcome.status ?? 'dropped';
        ofEndpoint[status] = (ofEndpoint[status] ?? 0) + 1;
      }
      return counters;
    },
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
