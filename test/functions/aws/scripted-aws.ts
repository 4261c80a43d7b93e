import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { awsConnection } from '../../support/aws-clients.ts';

/** One received request. */
export interface AwsRequest {
  /** `secretsmanager.PutSecretValue`, or `Publish` for the query protocol of SNS. */
  readonly operation: string;
  /** The JSON body, or the fields of the form. */
  readonly body: Record<string, unknown>;
}

/**
 * The reaction of the server: a response with a status and a body (JSON unless it is a string), no response, an endless
 * response, or a closed connection.
 */
export type Reaction =
  | { readonly status?: number; readonly body: unknown }
  | 'never'
  | 'never-ending-body'
  | 'dropped';

/** The reaction to the n-th request (from 0). */
export type Script = (request: AwsRequest, index: number) => Reaction;

/** An AWS endpoint on this machine whose responses come from a script. */
export interface ScriptedAws {
  readonly requests: readonly AwsRequest[];
  /** The Authorization header of each request. */
  readonly authorizations: readonly (string | undefined)[];
  /** `X-Amzn-Trace-Id` of each request. */
  readonly traceIds: readonly (string | undefined)[];
  /** Settings for an SDK client of this endpoint. */
  readonly connection: ReturnType<typeof awsConnection>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the endpoint on a free port. */
export async function startScriptedAws(script: Script): Promise<ScriptedAws> {
  const requests: AwsRequest[] = [];
  const authorizations: (string | undefined)[] = [];
  const traceIds: (string | undefined)[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await text(incoming);
      const request = parseRequest(incoming.headers['x-amz-target'], body);
      authorizations.push(incoming.headers.authorization);
      traceIds.push(incoming.headers['x-amzn-trace-id']?.toString());
      const reaction = script(request, requests.push(request) - 1);
      if (reaction === 'never') return;
      if (reaction === 'dropped') {
        incoming.socket.destroy();
        return;
      }
      if (reaction === 'never-ending-body') {
        outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).write('{"SecretList":');
        return;
      }
      outgoing.writeHead(reaction.status ?? 200, { 'x-amzn-requestid': 'request-1' });
      outgoing.end(typeof reaction.body === 'string' ? reaction.body : JSON.stringify(reaction.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    authorizations,
    traceIds,
    connection: awsConnection(`http://127.0.0.1:${portOf(server)}`, 'eu-central-1'),
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** An error response of the JSON protocols. */
export function awsError(name: string, status = 400): Reaction {
  return { status, body: { __type: name, message: `the service says CANARY-1f0c9 about ${name}` } };
}

const fields = z.record(z.string(), z.unknown());

function parseRequest(target: string | string[] | undefined, body: string): AwsRequest {
  if (typeof target === 'string') return { operation: target, body: fields.parse(JSON.parse(body)) };
  const form = Object.fromEntries(new URLSearchParams(body));
  return { operation: form['Action'] ?? '', body: form };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
