import { AwsError } from '../../../local/aws/aws-error.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';
import type { Request } from '../faults/episode.ts';
import type { Invocation } from '../world/invocation.ts';
import type { World } from '../world/world.ts';
import { wireFaults } from './wire-faults.ts';

/** A response, and whether it looks like a response of the peer and not like a fault. */
export interface Received {
  readonly response: HttpResponse;
  readonly isTrue: boolean;
}

/**
 * Sends an HTTP request to a peer in this process: the request travels, is processed, and the response travels back. The
 * invocation may crash before or after the processing. Throws `ConnectionFailed` when a fault breaks the connection. A
 * response with the delivery `never` arrives only in the simulation: the caller must wait until its own time limit.
 *
 * @param process processes the request and notes its effects
 * @param writeError writes an error of AWS in the protocol of the request
 */
export async function exchange(
  { draw }: World,
  invocation: Invocation,
  request: Request,
  process: () => Promise<HttpResponse>,
  writeError: (error: AwsError) => HttpResponse = noAwsError,
): Promise<Received> {
  const received = await invocation.call<Received>(
    request,
    async () => ({ response: await process(), isTrue: true }),
    async (callFault, processed) => {
      const fault = wireFaults[callFault.kind];
      if (typeof fault !== 'function') throw new TypeError(`${callFault.kind} cannot be expressed over HTTP`);
      const response = await fault({
        callFault,
        request,
        processed: processed?.then(({ response: own }) => own),
        draw,
        awsError: (code, status) => writeError(new AwsError(code, 'a fault of the simulation', status)),
      });
      // A 401 in Alation's format looks like a true rejection.
      return { response, isTrue: callFault.kind === 'alation-rejecting' };
    },
  );
  return received;
}

function noAwsError(): never {
  throw new TypeError('Alation sends no error of AWS');
}
