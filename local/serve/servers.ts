/** A port that cannot be had. Its message says what to do. */
export class PortUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortUnavailable';
  }
}

interface Closeable {
  close(): Promise<void>;
}

/** Servers that are up together or not at all. */
export interface Servers {
  /**
   * Starts one more. When it cannot be had, those before it are closed.
   *
   * @param at its port, and the option that chooses it
   * @throws PortUnavailable
   */
  start<Server extends Closeable>(
    at: { readonly option: string; readonly port: number },
    start: (port: number) => Promise<Server>,
  ): Promise<Server>;
  close(): Promise<void>;
}

/** Keeps servers together, on ports that other programs of a developer often have already. */
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
        throw new PortUnavailable(`port ${port} ${reason}; ${option} N takes another one, 0 any free one`);
      }
    },
    close,
  };
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be taken by this user',
};
