/** The dispatcher of Node's `fetch`: a connection pool, or tunnels through the proxy that the environment names. */
type Dispatcher = NonNullable<RequestInit['dispatcher']>;

/** Sends one request with the dispatcher of an origin. The dispatcher is undefined if `fetch` must use its own. */
export type WithConnections = <T>(
  origin: string,
  send: (dispatcher: Dispatcher | undefined) => Promise<T>,
) => Promise<T>;

interface Connections {
  readonly dispatcher: Dispatcher | undefined;
  inUse: number;
  isBroken: boolean;
}

/**
 * Creates a `WithConnections`. Requests to one origin share its connections until a request gets no response. The next
 * request then gets new connections, and the old connections are destroyed as soon as no request uses them.
 *
 * Without new connections, Node would connect again and again if a proxy closes each CONNECT without a response. Node
 * would not stop before the process ends.
 */
export function createConnections(): WithConnections {
  const ofOrigin = new Map<string, Connections>();
  return async (origin, send) => {
    const connections = ofOrigin.get(origin) ?? { dispatcher: newDispatcher(), inUse: 0, isBroken: false };
    ofOrigin.set(origin, connections);
    connections.inUse += 1;
    try {
      return await send(connections.dispatcher);
    } catch (error) {
      connections.isBroken = true;
      if (ofOrigin.get(origin) === connections) ofOrigin.delete(origin);
      throw error;
    } finally {
      connections.inUse -= 1;
      if (connections.isBroken && connections.inUse === 0) {
        void connections.dispatcher?.destroy().catch(() => undefined);
      }
    }
  };
}

/**
 * Under this name Node's `fetch` finds the dispatcher of the process.
 *
 * @see https://github.com/nodejs/undici/blob/main/lib/global.js
 */
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/**
 * A dispatcher like that of the process, so that the proxy variables apply. Undefined if this Node has no such
 * dispatcher.
 */
function newDispatcher(): Dispatcher | undefined {
  const ofProcess: unknown = Reflect.get(globalThis, GLOBAL_DISPATCHER);
  return isDispatcher(ofProcess) ? new ofProcess.constructor() : undefined;
}

function isDispatcher(value: unknown): value is { readonly constructor: new () => Dispatcher } {
  return typeof value === 'object' && value !== null && 'dispatch' in value;
}
