import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { appWith, at, MINIMAL, propertiesOf, templateOf } from './synth.ts';
import { SettingsError } from '../../infra/settings-error.ts';

const TLS = join(import.meta.dirname, '../support/tls');
const certificate = readFileSync(join(TLS, 'localhost-cert.pem'), 'utf8');
const FUNCTION = 'AWS::Lambda::Function';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ca-'));
  file = join(folder, 'company-ca.pem');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function synthesise() {
  const app = appWith();
  const template = Template.fromStack(new TokenRotatorStack(app, 'Test', { ...MINIMAL, caBundle: file }));
  return { template, outdir: app.outdir };
}

test('both functions get the certificates in a layer, and NODE_EXTRA_CA_CERTS names their file', () => {
  copyFileSync(join(TLS, 'localhost-cert.pem'), file);
  const { template } = synthesise();

  template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
  for (const properties of propertiesOf(template, FUNCTION)) {
    expect(properties['Layers']).toEqual([{ Ref: expect.stringContaining('CaBundle') as unknown }]);
    expect(at(properties, 'Environment', 'Variables', 'NODE_EXTRA_CA_CERTS')).toBe('/opt/company-ca.pem');
  }
});

test('the layer contains no other file of the folder', () => {
  writeFileSync(file, certificate);
  writeFileSync(join(folder, 'company-ca.key'), 'canary');
  writeFileSync(join(folder, '.env'), 'canary');
  const { outdir } = synthesise();

  const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  const files = assets.flatMap((asset) => readdirSync(join(outdir, asset)));
  expect(files.filter((name) => !name.startsWith('index.mjs'))).toEqual(['company-ca.pem']);
});

test('without caBundle there is no layer and no variable, and no function turns TLS checks off', () => {
  templateOf().resourceCountIs('AWS::Lambda::LayerVersion', 0);
  for (const properties of propertiesOf(templateOf(), FUNCTION)) {
    const names = Object.keys(at(properties, 'Environment', 'Variables') ?? {});
    expect(names).not.toContain('NODE_EXTRA_CA_CERTS');
    expect(names).not.toContain('NODE_TLS_REJECT_UNAUTHORIZED');
  }
});

test.each([
  ['is not there', undefined, 'must be the path of a PEM file, got: "FILE"'],
  ['is empty', '', 'must contain at least one PEM certificate, got: "FILE" with none'],
  [
    'contains no PEM certificate',
    'canary',
    'must contain at least one PEM certificate, got: "FILE" with none',
  ],
  [
    'has a certificate that cannot be read',
    `${certificate}-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n`,
    'must contain readable certificates, got: "FILE" with an unreadable certificate 2',
  ],
  [
    'contains a private key',
    `${certificate}-----BEGIN EC PRIVATE KEY-----\ncanary\n-----END EC PRIVATE KEY-----\n`,
    'must contain only certificates, got: "FILE" with a private key',
  ],
  [
    'has an intermediate certificate only',
    readFileSync(join(TLS, 'on-premises-intermediate.pem'), 'utf8'),
    'must contain the self-signed root certificate of the CA, got: "FILE" with one certificate, not self-signed. Node trusts no chain that ends before its root. Ask for the root certificate and add it to the file',
  ],
  [
    "has a server's chain only",
    readFileSync(join(TLS, 'on-premises-cert.pem'), 'utf8'),
    'must contain the self-signed root certificate of the CA, got: "FILE" with 2 certificates, none self-signed. Node trusts no chain that ends before its root. Ask for the root certificate and add it to the file',
  ],
])('synthesis fails on a file that %s, and the error does not quote the file', (_, content, problem) => {
  if (content !== undefined) writeFileSync(file, content);

  expect(synthesise).toThrow(new SettingsError(`caBundle ${problem.replace('FILE', file)}`));
});
