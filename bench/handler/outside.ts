import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../functions/integration/ports.ts';
import type { Latencies, OutsideAnswer, OutsideRequest } from '../messages.ts';
import type { CutOvers } from './cut-overs.ts';

/** The ways out of the handler: what the SDK's clients and the token endpoints send through. */
export interface Outside {
  readonly requestHandler: NonNullable<SecretsManagerClientConfig['requestHandler']>;
  readonly fetch: typeof globalThis.fetch;
}

/** Asks the world; `now` is when the request arrives there. */
export type Ask = (request: Omit<OutsideRequest, 'id'>) => Promise<OutsideAnswer>;

/** As much of the SDK's HttpRequest as is needed. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Takes the place of the network below the SDK and `fetch`: every request and every answer is half the latency on its
 * way. The SDK's own time limits are those of sockets, so none of its real timers runs.
 */
export function createOutside(clock: Clock, latencies: Latencies, ask: Ask, cutOvers: CutOvers): Outside {
  const exchange = async (latency: number, request: Omit<OutsideRequest, 'id' | 'now'>) => {
    await clock.sleep(latency / 2);
    const answer = await ask({ ...request, now: clock.now() });
    await clock.sleep(latency / 2);
    return answer;
  };

  return {
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle({ method, path, headers, body }: SdkRequest) {
        const text = typeof body === 'string' ? body : new TextDecoder().decode(asBytes(body));
        const request = { service: 'aws', method, target: path, headers, body: text } as const;
        const answer = await exchange(latencies.aws, request);
        cutOvers.noteWrite(headers, text, clock.now());
        return {
          response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) },
        };
      },
      destroy: () => {},
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
    } as NonNullable<SecretsManagerClientConfig['requestHandler']>,

    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const answer = await exchange(latencies.alation, {
        service: 'alation',
        method: init?.method ?? 'GET',
        target: url.pathname + url.search,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), host: url.host },
        body: typeof init?.body === 'string' ? init.body : '',
      });
      cutOvers.noteMint(url.pathname, answer.body, clock.now());
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  };
}

function asBytes(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
