import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import { type HttpServer, startHttpServer } from '../http/http-server.ts';
import { AwsError } from './aws-error.ts';
import { createAwsAccount, type AwsAccount, type LocalAwsOptions } from './local-aws.ts';
import { jsonError } from './protocol-json.ts';

/** Options of the server. */
export interface LocalAwsServerOptions extends LocalAwsOptions {
  /** @default 0, a free port */
  readonly port?: number;
  /** Returns why a request is refused with 403, or undefined. By default no request is refused. */
  readonly refuse?: (request: HttpRequest) => string | undefined;
}

/** AWS on this machine: an account behind one endpoint, whose URL goes into `AWS_ENDPOINT_URL`. */
export interface LocalAws extends AwsAccount, HttpServer {}

/** Larger than the largest request of any operation here: PutEvents with 1 MB of escaped JSON. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Starts AWS on 127.0.0.1. */
export async function startLocalAws(options: LocalAwsServerOptions): Promise<LocalAws> {
  const account = createAwsAccount(options);
  const server = await startHttpServer({
    respond: (request) => respond(account, request),
    refuse: options.refuse,
    now: options.clock.now,
    maxBodyBytes: MAX_BODY_BYTES,
    port: options.port ?? 0,
  });
  return { ...account, ...server };
}

async function respond(account: AwsAccount, request: HttpRequest | 'tooLarge'): Promise<HttpResponse> {
  if (request === 'tooLarge') {
    return jsonError(
      new AwsError(
        'RequestEntityTooLargeException',
        `The body is too large. Allowed: up to ${MAX_BODY_BYTES} bytes.`,
        413,
      ),
    );
  }
  try {
    return await account.handle({ ...request, body: request.body.toString() });
  } catch (error) {
    // A defect of this server: the stack trace of the error helps the developer.
    return jsonError(new AwsError('InternalFailure', String(error instanceof Error && error.stack), 500));
  }
}
