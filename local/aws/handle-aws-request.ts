import type { Clock } from '../clock.ts';
import { applyFault } from '../faults/apply-fault.ts';
import type { FaultQueue } from '../faults/faults.ts';
import { type HttpResponse, sentStatus } from '../http/http-message.ts';
import { AwsError } from './aws-error.ts';
import type { AwsRequest, WireRequest } from './aws-request.ts';
import { type Fault, faultError, matchesRequest } from './fault.ts';
import type { IdSource } from './ids.ts';
import type { FaultTarget, Service, ServiceName } from './operation.ts';
import { jsonError } from './protocol-json.ts';
import { perform, readWireRequest, secretIdsOf } from './wire-request.ts';

/** Handles a request. The request id is in the headers of the response. */
export type HandleAwsRequest = (request: AwsRequest) => Promise<HttpResponse>;

/** A call of an operation, without secret values. */
export interface AwsCall extends FaultTarget {
  /** HTTP status; undefined when the client received no response. */
  readonly status: number | undefined;
}

/** Dependencies of the handler. */
export interface RequestHandling {
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly faults: FaultQueue<Fault>;
  /** Called at the beginning of a call. */
  readonly onCall: (call: FaultTarget) => void;
  /** Called at the end of a call. */
  readonly accessLog: (call: AwsCall) => void;
}

/** Creates the handler of all requests. */
export function requestHandler(handling: RequestHandling): HandleAwsRequest {
  const { services, ids, clock, faults, onCall, accessLog } = handling;

  const handle = async (request: WireRequest): Promise<HttpResponse> => {
    const { service, operation } = request;
    if (service === undefined) return perform(request, services);
    const call = { service, operation, secretIds: secretIdsOf(request) };
    onCall(call);
    const fault = faults.take((candidate) => candidate.kind !== 'stale' && matchesRequest(candidate, call));
    const response = await respond(request, fault);
    accessLog({ ...call, status: sentStatus(response) });
    return response;
  };
  const respond = async (request: WireRequest, fault: Fault | undefined): Promise<HttpResponse> => {
    if (fault === undefined || fault.kind === 'stale') return perform(request, services);
    if (fault.kind === 'error') return request.error(faultError(fault));
    return (await applyFault(fault, clock, () => perform(request, services))).response;
  };

  return async (received) => {
    const requestId = ids.uuid('request');
    let response: HttpResponse;
    try {
      response = await handle(readWireRequest(received, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response = jsonError(error);
    }
    return { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
  };
}
