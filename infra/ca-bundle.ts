import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SettingsError } from './settings-error.ts';

/** Folder for the content of a layer in Lambda. */
const LAYER_FOLDER = '/opt';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * A layer with the certificates of private CAs. Node trusts them in addition to the public CAs. All TLS checks stay on.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#node_extra_ca_certsfile
 */
export class CaBundle extends Construct {
  readonly layer: LayerVersion;
  /** Value of NODE_EXTRA_CA_CERTS. */
  readonly path: string;

  /**
   * @param file path of a PEM file
   * @throws SettingsError if the file is missing, contains a private key or an unreadable certificate, or contains no
   *   self-signed certificate. Node itself would only log a warning, or fail at each connection.
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
  // Everyone who can read the code of the function could read the key.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new SettingsError(
      `caBundle must contain only certificates, got: ${JSON.stringify(file)} with a private key`,
    );
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new SettingsError(
      `caBundle must contain at least one PEM certificate, got: ${JSON.stringify(file)} with none`,
    );
  }
  for (const [index, pem] of certificates.entries()) {
    if (isCertificate(pem)) continue;
    throw new SettingsError(
      `caBundle must contain readable certificates, got: ${JSON.stringify(file)} with an unreadable certificate ${index + 1}`,
    );
  }
  if (certificates.some(isSelfSigned)) return;
  throw new SettingsError(
    `caBundle must contain the self-signed root certificate of the CA, got: ${JSON.stringify(file)} with ${certificates.length === 1 ? 'one certificate, not self-signed' : `${certificates.length} certificates, none self-signed`}. Node trusts no chain that ends before its root. Ask for the root certificate and add it to the file`,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError(`caBundle must be the path of a PEM file, got: ${JSON.stringify(file)}`);
  }
}

function isSelfSigned(pem: string): boolean {
  const certificate = new X509Certificate(pem);
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject.length >= 0;
  } catch {
    return false;
  }
}
