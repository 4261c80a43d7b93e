import { expect, test } from 'vitest';
import { readCredentialsText, withAdded, withReplaced } from '../../cli/credentials/credentials-text.ts';
import { nextCredentialName } from '../../cli/credentials/credential-name.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';

const BASE = 'https://acme.alationcloud.com';
const read = (document: object) => readCredentialsText(new Sensitive(JSON.stringify(document)), 'the secret');
const edited = (document: Sensitive) => JSON.parse(document.reveal()) as unknown;
const shortForm = { base_url: BASE, refresh_token: 'r1', user_id: 1, extra: [1] };
const listForm = {
  base_url: BASE,
  note: 'x',
  credentials: [
    { refresh_token: 'r1', user_id: 1, extra: [1] },
    { name: 'b', client_id: 'c', client_secret: 's' },
  ],
};

test('a second credential turns the short form into a list, in which the first credential keeps its name and fields', () => {
  expect(edited(withAdded(read(shortForm), { name: 'b', refresh_token: 'r2', user_id: 1 }))).toEqual({
    base_url: BASE,
    credentials: [
      { name: 'default', refresh_token: 'r1', user_id: 1, extra: [1] },
      { name: 'b', refresh_token: 'r2', user_id: 1 },
    ],
  });
});

test('another credential goes to the end of the list, and all other fields stay', () => {
  expect(edited(withAdded(read(listForm), { name: 'c', refresh_token: 'r3', user_id: 1 }))).toEqual({
    base_url: BASE,
    note: 'x',
    credentials: [
      { name: 'credential-1', refresh_token: 'r1', user_id: 1, extra: [1] },
      { name: 'b', client_id: 'c', client_secret: 's' },
      { name: 'c', refresh_token: 'r3', user_id: 1 },
    ],
  });
});

test('the command refuses a ninth credential', () => {
  const credentials = Array.from({ length: 8 }, (_, index) => ({ refresh_token: `r${index}`, user_id: 1 }));
  const full = read({ base_url: BASE, credentials });
  expect(() => withAdded(full, { refresh_token: 'r9', user_id: 1 })).toThrow(/8 credentials already/);
});

test('a replacement in the short form keeps the short form', () => {
  expect(edited(withReplaced(read(shortForm), 'default', { refresh_token: 'r2', user_id: 1 }))).toEqual({
    base_url: BASE,
    name: 'default',
    refresh_token: 'r2',
    user_id: 1,
    extra: [1],
  });
});

test('a replacement of another kind removes every secret of the old credential', () => {
  expect(
    edited(withReplaced(read(listForm), 'credential-1', { client_id: 'd', client_secret: 't' })),
  ).toEqual({
    base_url: BASE,
    note: 'x',
    credentials: [
      { name: 'credential-1', client_id: 'd', client_secret: 't', extra: [1] },
      { name: 'b', client_id: 'c', client_secret: 's' },
    ],
  });
  expect(withReplaced(read(listForm), 'b', { refresh_token: 'r9', user_id: 2 }).reveal()).not.toContain(
    'client_',
  );
});

test('a replacement removes the fields that Alation returned about the old refresh token', () => {
  const dated = {
    ...shortForm,
    created_at: 'then',
    token_expires_at: 'soon',
    token_status: 'ACTIVE',
    last_used_at: null,
  };
  expect(edited(withReplaced(read(dated), 'default', { refresh_token: 'r2', user_id: 1 }))).toEqual({
    base_url: BASE,
    name: 'default',
    refresh_token: 'r2',
    user_id: 1,
    extra: [1],
  });
});

test.each([
  ['{"base_url": "https://acme.alationcloud.com", "refresh_token": "canary-value"', 'is not JSON'],
  ['{"base_url": "ftp://acme.alationcloud.com", "refresh_token": "canary-value", "user_id": 1}', 'https://'],
  ['{"base_url": "https://acme.alationcloud.com", "refresh_token": "canary-value"}', '"user_id"'],
])('the command refuses a malformed document, and the error does not quote the document', (text, says) => {
  const reading = () => readCredentialsText(new Sensitive(text), 'the secret');
  expect(reading).toThrow(says);
  expect(reading).toThrow(/^the secret: /);
  expect(reading).not.toThrow(/canary/);
});

test.each([
  ['tableau', [], 'tableau-a'],
  ['tableau', ['tableau-a', 'tableau-b'], 'tableau-c'],
  ['tableau', ['default'], 'tableau-a'],
  ['a'.repeat(64), [], `${'a'.repeat(38)}-a`],
])('the next name for %s, with the names %j taken, is %s', (integration, taken, name) => {
  expect(nextCredentialName(integration, taken)).toBe(name);
});
