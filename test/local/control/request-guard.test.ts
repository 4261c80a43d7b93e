import { expect, test } from 'vitest';
import { refusalOf } from '../../../local/control/request-guard.ts';

const PORT = 4567;
const host = '127.0.0.1:4567';

test.each([
  ['a program without an Origin', { method: 'POST', headers: { host } }],
  ['the page of this server', { method: 'POST', headers: { host, origin: `http://${host}` } }],
  [
    'the page under the name localhost',
    {
      method: 'POST',
      headers: { host: 'localhost:4567', origin: 'http://localhost:4567' },
    },
  ],
  ['a link of another page', { method: 'GET', headers: { host, origin: 'https://example.com' } }],
])('%s is served', (_, request) => {
  expect(refusalOf(request, PORT)).toBeUndefined();
});

test.each(['https://example.com', 'http://127.0.0.1:8080', 'http://localhost:4567', 'null'])(
  'a request that a page of %s sends is refused',
  (origin) => {
    expect(refusalOf({ method: 'POST', headers: { host, origin } }, PORT)).toBe(
      `Got a request of a page of "${origin}". Allowed: pages of this server only.`,
    );
    expect(refusalOf({ method: 'DELETE', headers: { host, origin } }, PORT)).toBeDefined();
  },
);

test.each(['rebound.example.com:4567', 'rebound.example.com', '127.0.0.1:80', undefined])(
  'a request for the host %s is refused, also a read',
  (other) => {
    expect(refusalOf({ method: 'GET', headers: { host: other } }, PORT)).toBe(
      `Got the host "${other ?? ''}". Allowed: 127.0.0.1:4567 or localhost:4567.`,
    );
  },
);
