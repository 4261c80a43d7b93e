import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { AwsError } from './aws-error.ts';
import { faultError, type Faults } from './faults.ts';
import type { IdSource } from './ids.ts';
import type { Service, ServiceName } from './operation.ts';
import { jsonError } from './protocol-json.ts';
import type { AwsRequest, WireRequest } from './aws-request.ts';
import { perform, readWireRequest, secretIdsOf } from './wire-request.ts';

/** An answer with its request id. */
export interface AwsAnswer extends Answer {
  readonly requestId: string;
}

/** Answers a request; `dropped` when a fault breaks the connection instead. */
export type HandleAwsRequest = (request: AwsRequest) => Promise<AwsAnswer | 'dropped'>;

/** A call of an operation. It holds no secret value. */
export interface AwsCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** Names or ARNs of the secrets it was for, as the request gives them. */
  readonly secretIds: readonly string[];
  /** HTTP status; undefined when the connection was dropped. */
  readonly status: number | undefined;
}

/** What requests are answered from. */
export interface RequestHandling {
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly ids: IdSource;
  readonly faults: Faults;
  /** Is told when a call begins. */
  readonly onCall: (call: Pick<AwsCall, 'service' | 'operation'>) => void;
  /** Is told when a call has ended. */
  readonly accessLog: (call: AwsCall) => void;
}

/** Makes what answers requests, faults included. */
export function requestHandler(handling: RequestHandling): HandleAwsRequest {
  const { services, ids, faults, onCall, accessLog } = handling;

  const answer = async (request: WireRequest): Promise<Answer | 'dropped'> => {
    const { service, operation } = request;
    if (service === undefined) return perform(request, services);
    const secretIds = secretIdsOf(request);
    onCall({ service, operation });
    const fault = faults.take(service, operation, secretIds);
    const finish = (given: Answer | 'dropped'): Answer | 'dropped' => {
      accessLog({ service, operation, secretIds, status: given === 'dropped' ? undefined : given.status });
      return given;
    };
    if (fault === undefined) return finish(await perform(request, services));
    const error = faultError(fault);
    if (error !== undefined) return finish(request.error(error));
    if (fault.kind === 'dropBeforeCommit') return finish('dropped');
    if (fault.kind === 'delay') await sleep(fault.delayMs);
    const done = await perform(request, services);
    return finish(fault.kind === 'dropAfterCommit' ? 'dropped' : done);
  };

  return async (received) => {
    const requestId = ids.uuid('request');
    let request: WireRequest;
    try {
      request = readWireRequest(received, requestId);
    } catch (error) {
      if (error instanceof AwsError) return { ...jsonError(error), requestId };
      throw error;
    }
    const given = await answer(request);
    return given === 'dropped' ? given : { ...given, requestId };
  };
}
