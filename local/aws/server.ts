import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Answer } from './answer.ts';
import { AwsError } from './aws-error.ts';
import { answerControl, isControlPath } from './control-endpoints.ts';
import { createAwsAccount, type AwsAccount, type LocalAwsOptions } from './local-aws.ts';
import { jsonError } from './protocol-json.ts';

/** What the server needs. */
export interface LocalAwsServerOptions extends LocalAwsOptions {
  /** @default 0, a free port */
  readonly port?: number;
}

/** AWS on this machine: an account behind one endpoint, to be named in `AWS_ENDPOINT_URL`. */
export interface LocalAws extends AwsAccount {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Breaks all connections and stops. */
  close(): Promise<void>;
}

/** Clients keep connections for less: the server is never the one to close an idle one under a request. */
const KEEP_ALIVE_MS = 120_000;
/** More than the largest request of any operation here, PutEvents with 1 MB of escaped JSON. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Starts AWS on 127.0.0.1. */
export async function startLocalAws(options: LocalAwsServerOptions): Promise<LocalAws> {
  const account = createAwsAccount(options);
  const server = createServer(listenerOf(account, options.clock));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('The server listens on no port.');
  return {
    ...account,
    url: `http://127.0.0.1:${bound.port}`,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenerOf(account: AwsAccount, clock: Clock): RequestListener {
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming);
    if (body === undefined) return send(response, TOO_LARGE, clock);
    const path = (incoming.url ?? '/').split('?', 1)[0] ?? '/';
    if (isControlPath(path)) {
      return send(response, answerControl(account, incoming.method ?? 'GET', path, body), clock);
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const given = await account.handle({ method, target: url, headers, body });
    if (given === 'dropped') incoming.socket.resetAndDestroy();
    else send(response, given, clock, given.requestId);
  };
  return (incoming, response) => {
    answer(incoming, response).catch((error: unknown) => send(response, defect(error), clock));
  };
}

const TOO_LARGE = jsonError(
  new AwsError('RequestEntityTooLargeException', `Allowed are ${MAX_BODY_BYTES} bytes.`, 413),
);

function defect(error: unknown): Answer {
  const told = error instanceof Error ? error.stack : undefined;
  return jsonError(new AwsError('InternalFailure', told ?? 'This server has a defect.', 500));
}

function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on('end', () => resolve(length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString()));
    incoming.on('error', reject);
  });
}

/** `Date` is the clock's: clients measure skew by it. */
function send(response: ServerResponse, answer: Answer, clock: Clock, requestId = ''): void {
  if (response.destroyed) return;
  response.sendDate = false;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    date: new Date(clock.now()).toUTCString(),
    'x-amzn-requestid': requestId,
    ...answer.headers,
  });
  response.end(body);
}
