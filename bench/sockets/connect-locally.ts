import { Socket } from 'node:net';

/** Connects every TCP socket of this process to a port of this machine. TLS still checks the name of the host. */
export function connectLocally(port: number): void {
  const connect: unknown = Reflect.get(Socket.prototype, 'connect');
  if (typeof connect !== 'function') throw new TypeError('Socket has no method connect');
  Reflect.set(Socket.prototype, 'connect', function (this: Socket, target: unknown, ...rest: unknown[]) {
    const isRemote = typeof target === 'object' && target !== null && 'port' in target;
    const local = isRemote ? { ...target, host: '127.0.0.1', port } : target;
    const socket: unknown = Reflect.apply(connect, this, [local, ...rest]);
    return socket;
  });
}
