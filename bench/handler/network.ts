import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../functions/integration/ports.ts';
import type { Latencies, ExternalResponse, ExternalRequest } from '../messages.ts';
import { sampleLatency } from '../latency.ts';
import type { PublicationDelays } from './publication-delays.ts';

/** The network of the handler: for the SDK's clients and for the token endpoints. */
export interface Network {
  readonly requestHandler: NonNullable<SecretsManagerClientConfig['requestHandler']>;
  readonly fetch: typeof globalThis.fetch;
}

/** Sends a request to the world; `now` is when the request arrives there. */
export type SendRequest = (request: Omit<ExternalRequest, 'id'>) => Promise<ExternalResponse>;

/** The part of the SDK's HttpRequest that the bench reads. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Replaces the network below the SDK and `fetch`. Half of the latency passes before a request arrives, the other half
 * before its response arrives. The SDK's timeouts are on sockets, so without sockets none of them runs. Only the
 * SDK's backoff after a throttled call takes real time.
 */
export function createNetwork(
  clock: Clock,
  latencies: Latencies,
  random: () => number,
  send: SendRequest,
  publicationDelays: PublicationDelays,
): Network {
  const exchange = async (request: Omit<ExternalRequest, 'id' | 'now'>) => {
    const latency = sampleLatency(latencies[request.service], random);
    await clock.sleep(latency / 2);
    const response = await send({ ...request, now: clock.now() });
    await clock.sleep(latency / 2);
    return response;
  };

  return {
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle({ method, path, headers, body }: SdkRequest) {
        const text = typeof body === 'string' ? body : new TextDecoder().decode(asBytes(body));
        const request = { service: 'aws', method, target: path, headers, body: text } as const;
        const { status, headers: responseHeaders, body: responseBody } = await exchange(request);
        publicationDelays.recordWrite(headers, text, clock.now());
        return {
          response: { statusCode: status, headers: responseHeaders, body: Buffer.from(responseBody) },
        };
      },
      destroy: () => {},
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
    } as NonNullable<SecretsManagerClientConfig['requestHandler']>,

    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const response = await exchange({
        service: 'alation',
        method: init?.method ?? 'GET',
        target: url.pathname + url.search,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), host: url.host },
        body: typeof init?.body === 'string' ? init.body : '',
      });
      publicationDelays.recordMint(url.pathname, response.body, clock.now());
      return new Response(response.body, { status: response.status, headers: response.headers });
    },
  };
}

function asBytes(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
