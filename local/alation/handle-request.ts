import type { ServerResponse } from 'node:http';
import type { WritableCallLog } from './call-log.ts';
import type { Endpoint } from './endpoint.ts';
import { reactTo } from './fault-reaction.ts';
import type { FaultQueue } from './faults.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Instance } from './instance.ts';
import type { Outage, OutageSwitch } from './outage.ts';
import type { Route } from './router.ts';
import { dropConnection, send } from './send.ts';
import { html } from './wire-messages.ts';

/** What stands between a request to Alation and its answer. */
export interface Answering {
  readonly instance: Instance;
  readonly route: Route;
  readonly faults: FaultQueue;
  readonly outage: OutageSwitch;
  readonly calls: WritableCallLog;
}

/** Answers a request as the endpoint, a fault or an outage has it, and records the call. */
export async function answerRequest(
  { instance, route, faults, outage, calls }: Answering,
  request: IncomingRequest,
  response: ServerResponse,
): Promise<void> {
  const { clock } = instance;
  const at = clock.now();
  const { endpoint, refused } = route(request);
  const credentialId = endpoint?.identify(request);
  const called = { endpoint: endpoint?.name ?? ('unknown' as const), credentialId, at };

  if (outage.current !== undefined && isDown(outage.current, endpoint)) {
    const status = endInOutage(outage.current, response, at);
    const outcome = { status, processed: false, minted: false, fault: 'outage' as const };
    calls.record({ ...called, outcome });
    return;
  }

  const process = () => refused ?? endpoint.handle(request);
  const fault = faults.take(request, credentialId);
  if (fault !== undefined) {
    const { status, answer } = await reactTo(fault, response, clock, process);
    const outcome = {
      status,
      processed: answer !== undefined,
      minted: answer?.minted ?? false,
      fault: fault.kind,
    };
    calls.record({ ...called, outcome });
    return;
  }

  const answer = await process();
  // Recorded first: who has the answer can count on finding the call in the log.
  const outcome = {
    status: answer.status,
    processed: true,
    minted: answer.minted ?? false,
    fault: undefined,
  };
  calls.record({ ...called, outcome });
  send(response, answer, clock.now());
}

function isDown({ of }: Outage, endpoint: Endpoint | undefined): boolean {
  return of === 'everything' || (endpoint?.name !== 'userinfo' && endpoint?.name !== 'full_version');
}

function endInOutage({ as }: Outage, response: ServerResponse, now: number): number | undefined {
  if (as === 'unreachable') {
    dropConnection(response);
    return undefined;
  }
  send(response, html(503, '<html><head><title>503 Service Unavailable</title></head></html>'), now);
  return 503;
}
