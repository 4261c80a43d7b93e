import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

/** A proxy as companies have them. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly tunnels: readonly string[];
  close(): void;
}

/** What a proxy does when it is asked for a tunnel: makes it, or says no with this status. */
export type TunnelPolicy = 'tunnels' | 403 | 407 | 502;

/**
 * Starts a proxy on 127.0.0.1 that tunnels to one port of this machine, whatever name it is asked for: that is how a
 * name that nobody can look up leads to the Alation of the test.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
 */
export async function startConnectProxy(
  port: number,
  policy: TunnelPolicy = 'tunnels',
): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client, head) => {
    tunnels.push(request.url ?? '');
    if (policy !== 'tunnels') {
      client.end(`HTTP/1.1 ${policy} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The proxy listens on no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    tunnels,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
