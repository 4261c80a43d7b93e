import { createFaults } from '../faults/faults.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import { type HttpServer, startHttpServer } from '../http/http-server.ts';
import type { Clock } from '../clock.ts';
import { apiKeyEndpoints } from './api-key-endpoints.ts';
import { type AlationBehaviour, defaultBehaviour, type Supersession } from './behaviour.ts';
import { type Call, createCallLog } from './call-log.ts';
import { type AlationControl, createControl } from './control.ts';
import { dataEndpoints } from './data-endpoints.ts';
import { type Fault, faultSchema } from './fault.ts';
import { handleRequest } from './handle-request.ts';
import { readRequest } from './incoming-request.ts';
import { createInstance } from './instance.ts';
import { pages } from './pages.ts';
import { oauthEndpoints } from './oauth-endpoints.ts';
import { type RandomBytes, systemBytes } from './random-bytes.ts';
import { html } from './responses.ts';
import { createRouter } from './router.ts';

/** Options of a local Alation; `defaultBehaviour` fills in the omitted behaviour. */
export interface LocalAlationOptions extends Partial<AlationBehaviour> {
  readonly clock: Clock;
  readonly supersession: Supersession;
  /**
   * Source of tokens and secrets. Signing keys always come from the operating system.
   * @default random bytes of the operating system
   */
  readonly random?: RandomBytes;
  /** @default 0, a free port */
  readonly port?: number;
  /** PEM key and certificate for `localhost`; HTTP if omitted. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /**
   * Whether this is an instance of Alation Cloud Service, which has OAuth endpoints. An instance on premises has none.
   * @default true
   */
  readonly oauth?: boolean;
  /**
   * `iss` of JWTs.
   * @default the server's own origin
   */
  readonly issuer?: string;
  /** Address of a control server, which the pages of the UI name; without it there are no pages. */
  readonly controlUrl?: () => string;
  /** Called at the end of every call. A request that `refuse` refuses, or that is too large, is not a call. */
  readonly accessLog?: (call: Call) => void;
  /** Returns why a request is refused with 403, or undefined. By default no request is refused. */
  readonly refuse?: (request: HttpRequest) => string | undefined;
}

/** An Alation instance on this machine. */
export interface LocalAlation extends AlationInProcess, HttpServer {}

/** Django's default limit for bodies (DATA_UPLOAD_MAX_MEMORY_SIZE). */
const MAX_BODY_BYTES = 2_621_440;

/** An Alation instance without a server. */
export interface AlationInProcess extends AlationControl {
  /** Returns the response to a request. `tooLarge` stands for a request whose body is above the limit. */
  readonly respond: (request: HttpRequest | 'tooLarge') => Promise<HttpResponse>;
}

/**
 * Creates an Alation instance without a server.
 *
 * @param origin the instance's own origin, read at each request
 */
export function createLocalAlation(
  options: Omit<LocalAlationOptions, 'port' | 'tls' | 'refuse'>,
  origin: () => string,
): AlationInProcess {
  const {
    clock,
    random = systemBytes,
    oauth = true,
    issuer,
    controlUrl,
    accessLog = () => undefined,
    ...behaviour
  } = options;
  const instance = createInstance(clock, random, { ...defaultBehaviour, ...behaviour });
  const faults = createFaults<Fault>((given) => faultSchema.parse(given));
  const calls = createCallLog(accessLog);
  const route = createRouter([
    ...apiKeyEndpoints(instance),
    ...dataEndpoints(instance, oauth),
    ...(oauth ? oauthEndpoints(instance, () => issuer ?? origin()) : []),
    ...(controlUrl === undefined ? [] : pages(instance, controlUrl)),
  ]);
  const handling = { instance, route, faults, calls };
  return {
    ...createControl(instance, faults, calls),
    async respond(request) {
      try {
        if (request === 'tooLarge') return html(413, '');
        return await handleRequest(handling, await readRequest(request));
      } catch {
        return html(500, '<h1>Server Error (500)</h1>');
      }
    },
  };
}

/** Starts an Alation instance on 127.0.0.1. */
export async function startLocalAlation(options: LocalAlationOptions): Promise<LocalAlation> {
  const { port = 0, tls, refuse, ...instance } = options;
  let origin = '';
  const alation = createLocalAlation(instance, () => origin);
  const { now } = options.clock;
  const server = await startHttpServer({
    respond: alation.respond,
    refuse,
    now,
    maxBodyBytes: MAX_BODY_BYTES,
    port,
    tls,
  });
  origin = server.url;
  return { ...alation, ...server };
}
