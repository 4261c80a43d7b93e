import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpServer } from '../../local/http/http-server.ts';
import type { HttpServer } from '../../local/http/http-server.ts';
import { projectPath } from '../../infra/project-path.ts';
import { sampleLatency } from '../latency.ts';
import type { Latencies } from '../messages.ts';
import type { World } from '../world/world.ts';
import type { OwnDelays } from './own-delays.ts';

const tlsFile = (name: string) => projectPath(`bench/sockets/tls/${name}.pem`);

/** The certificate of all hosts of the bench, which the function must trust. The certificate protects nothing. */
export const CERTIFICATE_FILE = tlsFile('cert');

/** Serves the AWS and the Alation of a world over HTTPS, in real time. Half of a latency passes before a request has effect. */
export function startHttpsWorld(
  world: World,
  latencies: Latencies,
  random: () => number,
  delays: OwnDelays,
): Promise<HttpServer> {
  return startHttpServer({
    port: 0,
    now: Date.now,
    maxBodyBytes: 1_000_000,
    tls: { key: readFileSync(tlsFile('key'), 'utf8'), cert: readFileSync(CERTIFICATE_FILE, 'utf8') },
    async respond(request) {
      if (request === 'tooLarge') return { status: 413, contentType: 'text/plain', body: '' };
      const { method, target } = request;
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = request.body.toString();
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      const service = operation === '' ? 'alation' : 'aws';
      const responseSent = delays.arrived(target, operation, body);
      const latency = sampleLatency(latencies[service], random);
      await sleep(latency / 2);
      const response = await world.respond({
        id: 0,
        now: Date.now(),
        service,
        method,
        target,
        headers,
        body,
      });
      await sleep(latency / 2);
      responseSent(response.body);
      return { ...response, contentType: response.headers['content-type'] ?? '' };
    },
  });
}
