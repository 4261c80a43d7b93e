import { expect, test } from 'vitest';
import { redirectHost } from '../../../../functions/alation/http/redirect-target.ts';

const request = { method: 'GET', host: 'acme.alationcloud.com', path: '/', mints: false } as const;

test.each([
  ['https://login.example.com/sso?token=secret', 'login.example.com'],
  ['https://login.example.com:8443/', 'login.example.com:8443'],
  ['/login', 'acme.alationcloud.com'],
  ['//login.example.com', 'login.example.com'],
  [`https://${'t'.repeat(40)}.example.com/`, undefined],
  ['https://user:secret@login.example.com/', 'login.example.com'],
  ['https://exämple.com/', 'xn--exmple-cua.com'],
  ['https://', undefined],
])('the host that a message names for a redirect to %s is %s', (location, host) => {
  expect(redirectHost({ request, headers: new Headers({ location: encodeURI(location) }) })).toBe(host);
});

test('a message names no host for a redirect without a target', () => {
  expect(redirectHost({ request, headers: new Headers() })).toBeUndefined();
});
