import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SettingsError } from './settings-error.ts';

/** Where Lambda puts the content of a layer. */
const LAYER_FOLDER = '/opt';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Certificates of private CAs as a layer. Node trusts them besides the public CAs: no check is ever switched off.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#node_extra_ca_certsfile
 */
export class CaBundle extends Construct {
  readonly layer: LayerVersion;
  /** Value of NODE_EXTRA_CA_CERTS. */
  readonly path: string;

  /**
   * @param file path of a PEM file
   * @throws Error when it is not there or holds no certificate: Node itself would only log a warning and go on without
   */
  constructor(scope: Construct, id: string, file: string) {
    super(scope, id);
    assertCertificates(file);

    const name = basename(file);
    this.layer = new LayerVersion(this, 'Layer', {
      description: 'Certificates of private CAs for the Alation token rotator',
      code: Code.fromAsset(dirname(resolve(file)), {
        ignoreMode: IgnoreMode.GIT,
        exclude: ['*', `!${name}`],
      }),
    });
    this.path = `${LAYER_FOLDER}/${name}`;
  }
}

function assertCertificates(file: string): void {
  const text = read(file);
  // Whoever can read the function's code could read the key.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new SettingsError(
      `caBundle must hold certificates only, got: ${JSON.stringify(file)} with a private key in it`,
    );
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new SettingsError(
      `caBundle must hold at least one PEM certificate, got: ${JSON.stringify(file)} with none`,
    );
  }
  for (const [index, pem] of certificates.entries()) {
    if (isCertificate(pem)) continue;
    throw new SettingsError(
      `caBundle must hold readable certificates, got: ${JSON.stringify(file)} whose certificate ${index + 1} is not`,
    );
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError(`caBundle must be the path of a PEM file, got: ${JSON.stringify(file)}`);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject.length >= 0;
  } catch {
    return false;
  }
}
