import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/rotation/credential.ts';
import {
  credentialOrder,
  mayMintFromPublisher,
  publisherAmong,
} from '../../../functions/rotation/credential-order.ts';
import { clientSecretFingerprint } from '../../../functions/rotation/credential-fingerprint.ts';
import { Sensitive } from '../../../functions/rotation/sensitive.ts';
import { credentialRecord, OLDER_VERSION, VERSION } from './record-fixture.ts';

const credentials = (names: string): readonly Credential[] =>
  names
    .split('')
    .map((name) => ({ kind: 'refresh-token', name, refreshToken: new Sensitive(name), userId: 1 }));

test.each([
  { sentence: 'nothing is published: in the order given', all: 'abc', publisher: undefined, order: 'abc' },
  { sentence: 'the publisher comes last', all: 'ab', publisher: 'a', order: 'ba' },
  { sentence: 'the one after the publisher comes first', all: 'abc', publisher: 'b', order: 'cab' },
  { sentence: 'after the last comes the first', all: 'abc', publisher: 'c', order: 'abc' },
  { sentence: 'a single credential publishes every time', all: 'a', publisher: 'a', order: 'a' },
  { sentence: 'a publisher that is gone changes nothing', all: 'ab', publisher: 'x', order: 'ab' },
])('$sentence', ({ all, publisher, order }) => {
  const names = credentialOrder(credentials(all), publisher, [], VERSION).map(({ name }) => name);
  expect(names.join('')).toBe(order);
});

test.each([
  { sentence: 'one that was rejected is left out', state: 'rejected', versionId: VERSION, order: 'ca' },
  {
    sentence: 'one that was rejected in another version is not',
    state: 'rejected',
    versionId: OLDER_VERSION,
    order: 'bca',
  },
  { sentence: 'one that is active is not', state: 'active', versionId: VERSION, order: 'bca' },
] as const)('$sentence', ({ state, versionId, order }) => {
  const records = [credentialRecord({ name: 'b', state, versionId })];
  const names = credentialOrder(credentials('abc'), 'a', records, VERSION).map(({ name }) => name);
  expect(names.join('')).toBe(order);
});

const unchanged = { publisherIsUnchanged: true, isEarly: false };
const early = { publisherIsUnchanged: false, isEarly: true };
const usual = { publisherIsUnchanged: false, isEarly: false };

test.each([
  ['CredentialReplaced', 2, usual, false],
  ['CredentialReplaced', 1, usual, true],
  ['CredentialReplaced', 1, early, true],
  ['CredentialReplaced', 1, unchanged, false],
  ['NearingExpiry', 2, usual, true],
  ['NearingExpiry', 2, unchanged, true],
  ['NearingExpiry', 2, early, false],
  ['NearingExpiry', 1, early, true],
  ['Expired', 2, usual, true],
  ['Dead', 2, early, true],
  ['Requested', 2, early, true],
] as const)(
  'a rotation for %s with %i credentials, %o, may mint from the publisher: %s',
  (reason, count, circumstances, may) => {
    expect(mayMintFromPublisher(reason, count, circumstances)).toBe(may);
  },
);

test('the publisher is known by the client secret on record under its name, and not under another', () => {
  const clients = ['a', 'b'].map((name): Credential => ({
    kind: 'oauth-client',
    name,
    clientId: name,
    clientSecret: new Sensitive(`secret of ${name}`),
  }));
  const records = clients.map((client) =>
    credentialRecord({
      name: client.name,
      kind: 'oauth-client',
      fingerprint: clientSecretFingerprint(client),
    }),
  );
  const published = { credential: 'b', tokenType: 'Bearer' } as const;
  expect(publisherAmong(clients, published, records)?.name).toBe('b');
  const swapped = clients.map((client, at) => ({ ...client, name: 'ba'[at] ?? '' }));
  expect(publisherAmong(swapped, published, records)?.name).toBe('a');
});
