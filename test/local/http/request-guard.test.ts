import { expect, test } from 'vitest';
import {
  foreignPageRefusal,
  otherHostRefusal,
  publicHostRefusal,
} from '../../../local/http/request-guard.ts';

const host = '127.0.0.1:4567';
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

test.each([
  ['a program without an Origin', 'POST', {}],
  ['the page of this server', 'POST', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }],
  ['the page of this server over TLS', 'POST', { origin: `https://${host}` }],
  ['a person who typed the address', 'GET', { 'sec-fetch-site': 'none', ...navigation }],
  [
    'a person who followed a link from another site',
    'GET',
    { 'sec-fetch-site': 'cross-site', ...navigation },
  ],
])('a request of %s is allowed', (_, method, headers) => {
  expect(foreignPageRefusal({ method, headers: { host, ...headers } })).toBeUndefined();
});

test.each(['https://example.com', 'http://127.0.0.1:8080', 'http://localhost:4567', 'null'])(
  'a request that a page of %s sends is refused, whatever its method',
  (origin) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      expect(foreignPageRefusal({ method, headers: { host, origin } })).toBe(
        `Got a request from a page of "${origin}". Allowed: pages of this server only.`,
      );
    }
  },
);

test.each([
  [
    'a request for an image in a page of another site',
    'GET',
    'cross-site',
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  [
    'a request for a script in a page on another port',
    'GET',
    'same-site',
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  ],
  [
    'a request for a frame in a page of another site',
    'GET',
    'cross-site',
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
  ['the POST of a form in a page of another site', 'POST', 'cross-site', navigation],
])('%s is refused', (_, method, site, headers) => {
  expect(foreignPageRefusal({ method, headers: { host, 'sec-fetch-site': site, ...headers } })).toBe(
    'Got a request from a page of another origin. Allowed: pages of this server only.',
  );
});

test.each([
  '127.0.0.1:4566',
  'localhost:4566',
  'localhost',
  '[::1]:4566',
  '172.17.0.1:8080',
  'alation:8080',
  'host.docker.internal:8080',
  'aws.localhost:4566',
])('a request for the host %s is allowed, because the host is an IP address or a local name', (name) => {
  expect(publicHostRefusal({ method: 'POST', headers: { host: name } })).toBeUndefined();
});

test.each(['rebound.example.com:4566', '127.0.0.1.example.com', 'localhost.example.com:80', undefined, ''])(
  'a request for the host %s is refused, because the host is neither an IP address nor a local name',
  (name) => {
    expect(publicHostRefusal({ method: 'GET', headers: { host: name } })).toBe(
      `Got the host "${name ?? ''}". Allowed: an IP address, or a name without a dot or below .localhost or .internal.`,
    );
  },
);

test.each(['rebound.example.com:4567', 'rebound.example.com', '127.0.0.1:80', undefined])(
  'the control server on port 4567 refuses a request for the host %s',
  (name) => {
    expect(otherHostRefusal({ method: 'GET', headers: { host: name } }, 4567)).toBe(
      `Got the host "${name ?? ''}". Allowed: 127.0.0.1:4567 or localhost:4567.`,
    );
    expect(otherHostRefusal({ method: 'GET', headers: { host } }, 4567)).toBeUndefined();
  },
);
