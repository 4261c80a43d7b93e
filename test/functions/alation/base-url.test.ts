import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAllowedBaseUrl, parseBaseUrl } from '../../../functions/alation/base-url.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';

const allowed = ['acme.alationcloud.com', '*.alation.example'];

test.each([
  ['https://acme.alationcloud.com', 'https://acme.alationcloud.com'],
  ['https://acme.alationcloud.com/', 'https://acme.alationcloud.com'],
  ['HTTPS://Acme.AlationCloud.com', 'https://acme.alationcloud.com'],
  ['https://one.alation.example', 'https://one.alation.example'],
  ['https://a.b.alation.example', 'https://a.b.alation.example'],
])('base_url %s becomes %s', (text, origin) => {
  expect(parseBaseUrl(text, allowed)).toBe(origin);
});

test.each([
  ['plain http', 'http://acme.alationcloud.com', 'HostNotAllowed'],
  ['another scheme', 'ftp://acme.alationcloud.com', 'HostNotAllowed'],
  ['a host not listed', 'https://evil.example', 'HostNotAllowed'],
  ['a listed host as a prefix', 'https://acme.alationcloud.com.evil.example', 'HostNotAllowed'],
  ['a listed host as a suffix', 'https://evilacme.alationcloud.com', 'HostNotAllowed'],
  ['the apex of a wildcard', 'https://alation.example', 'HostNotAllowed'],
  ['a wildcard suffix without its dot', 'https://evilalation.example', 'HostNotAllowed'],
  ['a trailing dot', 'https://acme.alationcloud.com.', 'HostNotAllowed'],
  ['an IPv4 address', 'https://169.254.169.254', 'HostNotAllowed'],
  ['an IPv4 address in hex', 'https://0x7f000001', 'CredentialsMalformed'],
  ['an IPv6 address', 'https://[::1]', 'HostNotAllowed'],
  ['text that is not a URL', 'acme.alationcloud.com', 'CredentialsMalformed'],
  ['empty text', '', 'CredentialsMalformed'],
  ['user info', 'https://acme.alationcloud.com@evil.example', 'CredentialsMalformed'],
  ['user info before a listed host', 'https://user:pass@acme.alationcloud.com', 'CredentialsMalformed'],
  ['a port that is not listed', 'https://acme.alationcloud.com:8443', 'HostNotAllowed'],
  ['a port on a subdomain of a wildcard', 'https://one.alation.example:8443', 'HostNotAllowed'],
  ['the default port', 'https://acme.alationcloud.com:443', 'CredentialsMalformed'],
  ['a path', 'https://acme.alationcloud.com/catalog', 'CredentialsMalformed'],
  ['a path of dots', 'https://acme.alationcloud.com/..', 'CredentialsMalformed'],
  ['a query', 'https://acme.alationcloud.com?x=1', 'CredentialsMalformed'],
  ['an empty query', 'https://acme.alationcloud.com?', 'CredentialsMalformed'],
  ['a fragment', 'https://acme.alationcloud.com#x', 'CredentialsMalformed'],
  ['backslashes', 'https:\\\\acme.alationcloud.com', 'CredentialsMalformed'],
  ['one slash', 'https:/acme.alationcloud.com', 'CredentialsMalformed'],
  ['a tab inside', 'https://acme.alation\tcloud.com', 'CredentialsMalformed'],
  ['spaces around', ' https://acme.alationcloud.com ', 'CredentialsMalformed'],
  ['a percent-encoded host', 'https://%61cme.alationcloud.com', 'CredentialsMalformed'],
  ['full-width letters', 'https://ａcme.alationcloud.com', 'CredentialsMalformed'],
])('base_url with %s is refused', (_, text, code) => {
  expect(codeOf(() => parseBaseUrl(text, allowed))).toBe(code);
});

test.each([
  ['10.0.0.5', 'https://10.0.0.5'],
  ['10.0.0.5:8443', 'https://10.0.0.5:8443'],
  ['[fd00::5]:8443', 'https://[fd00::5]:8443'],
  ['alation.corp:8443', 'https://alation.corp:8443'],
])('the entry %s allows exactly %s', (entry, origin) => {
  expect(parseBaseUrl(origin, [entry])).toBe(origin);
  for (const other of ['https://10.0.0.6', 'https://10.0.0.5:8444', 'https://alation.corp']) {
    expect(codeOf(() => parseBaseUrl(other, [entry]))).toBe('HostNotAllowed');
  }
});

test('a wildcard allows no IP address and no port', () => {
  expect(codeOf(() => parseBaseUrl('https://10.0.0.1', ['*.0.0.1']))).toBe('HostNotAllowed');
  expect(codeOf(() => parseBaseUrl('https://a.corp:8443', ['*.corp', '*.corp:8443']))).toBe('HostNotAllowed');
});

test('the message for an IP address and a port says that this host must be allowed without a wildcard', () => {
  expect(() => parseBaseUrl('https://10.0.0.5:8443', ['*.corp.example'])).toThrow(
    'base_url names the IP address 10.0.0.5:8443. This host is not allowed. Allowed are: *.corp.example. Correct base_url, ' +
      'or add the host to the setting allowedHosts, without a wildcard, and deploy again.',
  );
});

test('plain http is accepted only if allowedHosts contains that exact origin', () => {
  const local = ['http://127.0.0.1:4581'];
  expect(parseBaseUrl('http://127.0.0.1:4581/', local)).toBe('http://127.0.0.1:4581');
  expect(codeOf(() => parseBaseUrl('http://127.0.0.1:4582', local))).toBe('HostNotAllowed');
  expect(codeOf(() => parseBaseUrl('http://127.0.0.1:4581/x', local))).toBe('HostNotAllowed');
  expect(codeOf(() => parseBaseUrl('http://u@127.0.0.1:4581', local))).toBe('HostNotAllowed');
});

test.each(['', '*', '*.', '.'])('the entry "%s" allows no host', (entry) => {
  expect(codeOf(() => parseBaseUrl('https://acme.alationcloud.com', [entry]))).toBe('HostNotAllowed');
});

test('the message quotes the host of base_url and the allowed hosts, and no other part of base_url', () => {
  const error = thrown(() => parseBaseUrl('https://evil.example', allowed));
  expect(error.message).toContain('evil.example');
  expect(error.message).toContain('*.alation.example');
  const secretive = thrown(() =>
    parseBaseUrl('https://u:Zr4kQ8vU@acme.alationcloud.com/Zr4kQ8vU?Zr4kQ8vU', allowed),
  );
  expect(secretive.message).not.toContain('Zr4kQ8vU');
});

test.each([
  ['https://acme.alationcloud.com', true],
  ['https://acme.alationcloud.com/', false],
  ['https://acme.alationcloud.com.login.evil.example', false],
  ['acme', false],
])('%s is an allowed origin: %s', (text, isAllowed) => {
  expect(isAllowedBaseUrl(text, allowed)).toBe(isAllowed);
});

test('any text gives an allowed origin or a RotationError', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  );
  fc.assert(
    fc.property(text, (input) => {
      const outcome = outcomeOf(() => parseBaseUrl(input, ['*.com']));
      expect(outcome).toMatch(/^https:\/\/[^/:@?#\\]+\.com$|^CredentialsMalformed$|^HostNotAllowed$/);
    }),
  );
});

function outcomeOf(action: () => string): string {
  try {
    return action();
  } catch (error) {
    return error instanceof RotationError ? error.code : 'another error';
  }
}

function thrown(action: () => unknown): RotationError {
  try {
    action();
  } catch (error) {
    if (error instanceof RotationError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function codeOf(action: () => unknown): string {
  return thrown(action).code;
}
