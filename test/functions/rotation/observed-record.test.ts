import { expect, test } from 'vitest';
import type { PublishedAccessToken } from '../../../functions/rotation/access-token.ts';
import { observedRecord } from '../../../functions/rotation/observed-record.ts';
import { Sensitive } from '../../../functions/rotation/sensitive.ts';
import { accessTokenRecord, NOW, rotationRecord } from './record-fixture.ts';

const known = accessTokenRecord();
const published = (changes: Partial<PublishedAccessToken> = {}): PublishedAccessToken => ({
  accessToken: new Sensitive('x'.repeat(43)),
  tokenType: 'APIAccessToken',
  issuedAt: known.issuedAt,
  expiresAt: known.expiresAt,
  baseUrl: 'https://acme.alationcloud.com',
  credential: known.credential,
  userId: 102,
  ...changes,
});

test('of an access token that the tags know they are believed', () => {
  const record = rotationRecord();
  expect(observedRecord(record, published())).toEqual(record);
  expect(observedRecord(record, published()).accessToken).toBe(record.accessToken);
});

test.each([
  { what: 'another time of issue', changes: { issuedAt: known.issuedAt - 1 } },
  { what: 'another expiry', changes: { expiresAt: known.expiresAt + 1 } },
  { what: 'another credential', changes: { credential: 'b' } },
])('an access token with $what is not the one that the tags know, and is to be verified', ({ changes }) => {
  const observed = published(changes);
  expect(observedRecord(rotationRecord(), observed).accessToken).toEqual({
    issuedAt: observed.issuedAt,
    expiresAt: observed.expiresAt,
    credential: observed.credential,
    verified: false,
    probedAt: observed.issuedAt,
  });
});

test('without tags an access token is to be verified', () => {
  const record = rotationRecord({ accessToken: undefined });
  expect(observedRecord(record, published()).accessToken).toMatchObject({ verified: false });
});

test('without a published access token the tags are not believed', () => {
  const record = rotationRecord({ accessToken: accessTokenRecord({ probedAt: NOW }) });
  expect(observedRecord(record, undefined)).toEqual({ ...record, accessToken: undefined });
});
