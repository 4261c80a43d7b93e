import type { Clock } from '../../functions/integration/ports.ts';
import type { AlationInProcess } from '../alation/server.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import type { Network } from '../installation/installation.ts';
import { alationFetch } from './alation-fetch.ts';
import { awsRequestHandler } from './aws-request-handler.ts';

/**
 * A network without sockets: the SDK and `fetch` reach both servers in this process. A long run takes half the time of
 * a run over HTTP.
 */
export function inProcessNetwork(
  { handle }: Pick<AwsAccount, 'handle'>,
  { respond }: Pick<AlationInProcess, 'respond'>,
  { now }: Pick<Clock, 'now'>,
): Network {
  return {
    requestHandler: awsRequestHandler(handle, now),
    fetch: alationFetch((_, request) => respond(request), now),
  };
}
