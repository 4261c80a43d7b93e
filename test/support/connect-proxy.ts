import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

/** A forward proxy, as in the network of a company. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each requested tunnel. */
  readonly tunnels: readonly string[];
  close(): void;
}

/**
 * What a proxy does with a request for a tunnel: it opens the tunnel, refuses it with this status, or closes the connection
 * without a response.
 */
export type TunnelPolicy = 'tunnels' | 403 | 407 | 502 | 'closes';

/**
 * Starts a proxy on 127.0.0.1 that tunnels every request to one port of this machine. So a host name that DNS cannot
 * resolve leads to the Alation of the test.
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
    if (policy === 'closes') {
      client.destroy();
      return;
    }
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
