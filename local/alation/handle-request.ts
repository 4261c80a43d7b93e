import { applyFault } from '../faults/apply-fault.ts';
import type { FaultQueue } from '../faults/faults.ts';
import { type HttpResponse, sentStatus } from '../http/http-message.ts';
import type { WritableCallLog } from './call-log.ts';
import { type Fault, matchesRequest } from './fault.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Instance } from './instance.ts';
import type { Route } from './router.ts';

/** Dependencies of `handleRequest`. */
export interface RequestHandling {
  readonly instance: Instance;
  readonly route: Route;
  readonly faults: FaultQueue<Fault>;
  readonly calls: WritableCallLog;
}

/** Handles a request at its endpoint, applies the fault that selects it, if any, and records the call. */
export async function handleRequest(
  { instance, route, faults, calls }: RequestHandling,
  request: IncomingRequest,
): Promise<HttpResponse> {
  const { clock } = instance;
  const { endpoint, refused } = route(request);
  const process = async () => refused ?? endpoint.handle(request);
  const called = {
    endpoint: endpoint?.name ?? ('unknown' as const),
    credentialId: endpoint?.identify(request),
    at: clock.now(),
  };
  const fault = faults.take((candidate) => matchesRequest(candidate, request, called.credentialId));
  const { response, processed } =
    fault === undefined
      ? await process().then((own) => ({ response: own, processed: own }))
      : await applyFault(fault, clock, process);
  // The call is recorded before the response is sent, so that a client that received the response finds the call in the log.
  calls.record({
    ...called,
    outcome: {
      status: sentStatus(response),
      processed: processed !== undefined,
      minted: processed?.minted ?? false,
      fault: fault?.kind,
    },
  });
  return response;
}
