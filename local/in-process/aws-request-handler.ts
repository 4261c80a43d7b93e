import { clientSettings } from '../../functions/aws/client-settings.ts';
import type { AwsRequest } from '../aws/aws-request.ts';
import type { HttpResponse } from '../http/http-message.ts';

/** The parts of an SDK request that go over the wire. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Sends a request to AWS. The delivery is `never` when no response arrives. */
export type SendToAws = (request: AwsRequest) => Promise<HttpResponse>;

/**
 * A request handler for the clients of the AWS SDK that reaches AWS in this process. If the delivery is `never`, the
 * request fails after `requestTimeout`. Every other response arrives as a complete response. A response has no `Date`
 * header, so the SDK measures no clock skew.
 */
export function awsRequestHandler(send: SendToAws, now: () => number) {
  const { requestTimeout } = clientSettings.requestHandler;
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, headers, body }: SdkRequest) {
      const startedAt = now();
      const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const response = await send({
        method,
        target: path,
        headers: Object.fromEntries(lowerCase),
        body: body instanceof Uint8Array ? new TextDecoder().decode(body) : (body ?? ''),
      });
      if (response.delivery === 'never') {
        await new Promise((resolve) => {
          setTimeout(resolve, startedAt + requestTimeout - now());
        });
        throw Object.assign(new Error('no response in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' });
      }
      return {
        response: {
          statusCode: response.status,
          headers: { 'content-type': response.contentType, ...response.headers },
          body: Buffer.from(response.body),
        },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}
