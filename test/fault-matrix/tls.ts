import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { type Deployment, deploy, type DeploymentOptions } from '../handlers/deployment.ts';

const read = (name: string) => readFileSync(new URL(`../support/tls/${name}`, import.meta.url), 'utf8');

/** Key and self-signed certificate of `localhost`. */
export const localhost = { key: read('localhost-key.pem'), cert: read('localhost-cert.pem') };

/** Makes this process trust the certificate of `localhost`, and no other, until the test ends. */
export function trustLocalhost(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([localhost.cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** Creates a deployment that calls its Alation over TLS, as in production. */
export function deployWithTls(options: DeploymentOptions = {}): Promise<Deployment> {
  trustLocalhost();
  return deploy({ ...options, alation: { tls: localhost, ...options.alation } });
}
