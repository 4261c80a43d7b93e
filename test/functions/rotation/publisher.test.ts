import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/rotation/credential.ts';
import { clientSecretFingerprint } from '../../../functions/rotation/credential-fingerprint.ts';
import {
  harmlessFirst,
  isUnchanged,
  mayBePublisher,
  publisherAmong,
} from '../../../functions/rotation/credential-order.ts';
import { Sensitive } from '../../../functions/rotation/sensitive.ts';
import { credentialRecord } from './record-fixture.ts';

const key = (name: string): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(`refresh token of ${name}`),
  userId: 1,
});
const client = (name: string, clientId = name, secret = `secret of ${clientId}`): Credential => ({
  kind: 'oauth-client',
  name,
  clientId,
  clientSecret: new Sensitive(secret),
});
/** What is known of a client since it was last stored. */
const recordOf = (credential: Credential, state: 'active' | 'rejected' | 'unchecked' = 'active') =>
  credentialRecord({
    name: credential.name,
    kind: credential.kind,
    state,
    fingerprint: clientSecretFingerprint(credential),
  });

const bearerBy = (credential: string) => ({ credential, tokenType: 'Bearer' }) as const;
const apiKeyBy = (credential: string) => ({ credential, tokenType: 'APIAccessToken' }) as const;

test.each([
  { sentence: 'by its name', among: [key('a'), key('b')], published: apiKeyBy('b'), is: 'b' },
  { sentence: 'not one that is gone', among: [key('a')], published: apiKeyBy('b'), is: undefined },
  { sentence: 'not a client in its name', among: [client('a')], published: apiKeyBy('a'), is: undefined },
  { sentence: 'not a refresh token in its name', among: [key('a')], published: bearerBy('a'), is: undefined },
  {
    sentence: 'by its client secret under a new name',
    among: [client('x', 'other'), client('renamed', 'known')],
    published: bearerBy('old name'),
    known: recordOf(client('old name', 'known')),
    is: 'renamed',
  },
  {
    sentence: 'by its client secret rather than by a name that was given to another',
    among: [client('a', 'other'), client('b', 'known')],
    published: bearerBy('a'),
    known: recordOf(client('a', 'known')),
    is: 'b',
  },
  {
    sentence: 'by its name where the client secret is new',
    among: [client('a', 'known', 'a new secret')],
    published: bearerBy('a'),
    known: recordOf(client('a', 'known')),
    is: 'a',
  },
])('the publisher is found: $sentence', ({ among, published, known, is }) => {
  const records = known === undefined ? [] : [known];
  expect(publisherAmong(among, published, records)?.name).toBe(is);
});

test('minting from any credential but the publisher leaves the published access token alive', () => {
  const all = [key('a'), key('b'), client('c')];
  const harmful = all.filter((one) => mayBePublisher(one, apiKeyBy('b'), all, []));
  expect(harmful.map(({ name }) => name)).toEqual(['b']);
});

test('when the publisher is not to be found any credential of its kind may be it, and no other', () => {
  const all = [key('a'), key('b'), client('c')];
  const harmful = all.filter((one) => mayBePublisher(one, apiKeyBy('gone'), all, []));
  expect(harmful.map(({ name }) => name)).toEqual(['a', 'b']);
});

test.each([
  { published: undefined, order: 'abc' },
  { published: apiKeyBy('gone'), order: 'cab' },
  { published: bearerBy('gone'), order: 'abc' },
  { published: apiKeyBy('a'), order: 'bca' },
])('what cannot harm $published.credential comes first, else in order: $order', ({ published, order }) => {
  const all = [key('a'), key('b'), client('c')];
  const names = harmlessFirst(all, published, all, []).map(({ name }) => name);
  expect(names.join('')).toBe(order);
});

const same = client('a');

test.each([
  { sentence: 'the same secret that was accepted', credential: same, record: recordOf(same), is: true },
  {
    sentence: 'the same under another name',
    credential: client('b', 'a'),
    record: recordOf(same),
    is: true,
  },
  {
    sentence: 'another secret',
    credential: client('a', 'a', 'another'),
    record: recordOf(same),
    is: false,
  },
  {
    sentence: 'one that was rejected',
    credential: same,
    record: recordOf(same, 'rejected'),
    is: false,
  },
  {
    sentence: 'one that was never tried',
    credential: same,
    record: recordOf(same, 'unchecked'),
    is: false,
  },
  { sentence: 'a refresh token', credential: key('a'), record: recordOf(key('a')), is: false },
  { sentence: 'nothing', credential: undefined, record: recordOf(same), is: false },
])('$sentence is known to be unchanged: $is', ({ credential, record, is }) => {
  expect(isUnchanged(credential, [record])).toBe(is);
});

test('a fingerprint tells secrets and clients apart, is short, and shows nothing of either', () => {
  const prints = [client('a'), client('a', 'b', 'secret of a'), client('a', 'a', 'other')].map(
    clientSecretFingerprint,
  );
  expect(new Set(prints).size).toBe(3);
  expect(clientSecretFingerprint(client('renamed', 'a'))).toBe(prints[0]);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{8}$/);
  expect(clientSecretFingerprint(key('a'))).toBeUndefined();
});
