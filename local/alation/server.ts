import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Clock } from '../clock.ts';
import { answerRequest } from './answer-request.ts';
import { apiKeyEndpoints } from './api-key-endpoints.ts';
import { type AlationBehaviour, defaultBehaviour, type Supersession } from './behaviour.ts';
import { type Call, createCallLog } from './call-log.ts';
import { type AlationControl, createControl } from './control.ts';
import { answerControl, isControlPath } from './control-endpoints.ts';
import { createFaults } from './faults.ts';
import { readRequest } from './incoming-request.ts';
import { createInstance } from './instance.ts';
import { oauthEndpoints } from './oauth-endpoints.ts';
import type { OutageSwitch } from './outage.ts';
import { dataEndpoints } from './protected-endpoint.ts';
import { type RandomBytes, systemBytes } from './random-bytes.ts';
import { createRouter } from './router.ts';
import { send } from './send.ts';
import { html } from './wire-messages.ts';

/** What a local Alation needs; its behaviour is by `defaultBehaviour` unless given. */
export interface LocalAlationOptions extends Partial<AlationBehaviour> {
  readonly clock: Clock;
  readonly supersession: Supersession;
  /**
   * Source of tokens and secrets. Signing keys always come from the machine's own randomness.
   * @default the machine's own randomness
   */
  readonly random?: RandomBytes;
  /** @default 0, a free port */
  readonly port?: number;
  /** PEM key and certificate for `localhost`; HTTP when left out. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /**
   * Whether there are OAuth endpoints; an instance on premises has none.
   * @default true
   */
  readonly oauth?: boolean;
  /**
   * `iss` of JWTs.
   * @default the server's own origin
   */
  readonly issuer?: string;
  /** Is told of every call when it has ended. */
  readonly accessLog?: (call: Call) => void;
}

/** An Alation on this machine. */
export interface LocalAlation extends AlationControl {
  /** Origin without a trailing slash: `http://127.0.0.1:<port>`, or `https://localhost:<port>` with TLS. */
  readonly url: string;
  readonly port: number;
  /** Breaks all connections, those that hang too, and stops. */
  close(): Promise<void>;
}

/** Clients keep connections for less: the server is never the one to close an idle one under a request. */
const KEEP_ALIVE_MS = 120_000;

/** Starts an Alation instance on 127.0.0.1. */
export async function startLocalAlation(options: LocalAlationOptions): Promise<LocalAlation> {
  const { clock, random = systemBytes, port = 0, tls, oauth = true, accessLog = () => undefined } = options;
  const instance = createInstance(clock, random, behaviourOf(options));
  const faults = createFaults();
  const calls = createCallLog(accessLog);
  const outage: OutageSwitch = { current: undefined };
  const control = createControl(instance, faults, calls, outage);
  let origin = '';
  const route = createRouter([
    ...apiKeyEndpoints(instance),
    ...dataEndpoints(instance),
    ...(oauth ? oauthEndpoints(instance, () => options.issuer ?? origin) : []),
  ]);
  const answering = { instance, route, faults, outage, calls };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const request = await readRequest(incoming);
      if (request === undefined) send(response, html(413, ''), clock.now());
      else if (isControlPath(request.path))
        send(response, await answerControl(control, request), clock.now());
      else await answerRequest(answering, request, response);
    } catch {
      send(response, html(500, '<h1>Server Error (500)</h1>'), clock.now());
    }
  };
  const listener: RequestListener = (incoming, response) => {
    void answer(incoming, response);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, port);
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('The server listens on no port.');
  origin = tls === undefined ? `http://127.0.0.1:${bound.port}` : `https://localhost:${bound.port}`;

  return {
    ...control,
    url: origin,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function behaviourOf(options: LocalAlationOptions): AlationBehaviour {
  const { supersession, accessTokenLifetimeMs, refreshTokenLifetimeMs } = options;
  return {
    supersession,
    accessTokenLifetimeMs: accessTokenLifetimeMs ?? defaultBehaviour.accessTokenLifetimeMs,
    refreshTokenLifetimeMs: refreshTokenLifetimeMs ?? defaultBehaviour.refreshTokenLifetimeMs,
    deadTokens: options.deadTokens ?? defaultBehaviour.deadTokens,
    deadAccessTokenStatus: options.deadAccessTokenStatus ?? defaultBehaviour.deadAccessTokenStatus,
    clientAuthentication: options.clientAuthentication ?? defaultBehaviour.clientAuthentication,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
