/** The error of a server that cannot listen on its port. The message names the option for another port. */
export class PortUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortUnavailable';
  }
}

interface Closeable {
  close(): Promise<void>;
}

/** Servers that run together: if a server does not start, the other servers are closed. */
export interface Servers {
  /**
   * Starts one more server. If it does not start, closes the other servers.
   *
   * @param at the port, and the option that sets it
   * @throws PortUnavailable
   */
  start<Server extends Closeable>(
    at: { readonly option: string; readonly port: number },
    start: (port: number) => Promise<Server>,
  ): Promise<Server>;
  close(): Promise<void>;
}

/** Creates an empty set of servers. */
export function createServers(): Servers {
  const all: Closeable[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(all.map((server) => server.close()));
  };
  return {
    start: async ({ option, port }, start) => {
      try {
        const server = await start(port);
        all.push(server);
        return server;
      } catch (error) {
        await close();
        const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
        if (reason === undefined) throw error;
        throw new PortUnavailable(
          `Port ${port} ${reason}. Use ${option} N for another port, or ${option} 0 for a free port.`,
        );
      }
    },
    close,
  };
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'is not allowed for this user',
};
