import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { type Deployment, deploy, type DeploymentOptions } from '../handlers/deployment.ts';

const read = (name: string) => readFileSync(new URL(`../support/tls/${name}`, import.meta.url), 'utf8');

/** Key and certificate of `localhost`, signed by nobody else. */
export const localhost = { key: read('localhost-key.pem'), cert: read('localhost-cert.pem') };

/** Has this process trust the certificate of `localhost` until the test ends, as NODE_EXTRA_CA_CERTS does. */
export function trustLocalhost(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, localhost.cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** A deployment whose Alation is reached by TLS, as every real one is. */
export function deployWithTls(options: DeploymentOptions = {}): Promise<Deployment> {
  trustLocalhost();
  return deploy({ ...options, alation: { tls: localhost, ...options.alation } });
}
