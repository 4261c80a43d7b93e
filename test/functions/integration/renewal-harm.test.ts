import { expect, test } from 'vitest';
import { harmHeadline, harmText, replacedAfterHarm } from '../../../functions/integration/renewal-harm.ts';

const REVOKED = 'the credentials that Alation revoked';

test.each([
  ['AccessTokenEnded', 'Alation also revoked the access token of another refresh token', REVOKED],
  ['RefreshTokenEnded', 'Alation also revoked another refresh token', REVOKED],
  [
    'NotExtended',
    'the new refresh token does not expire later than the old one',
    'each refresh token before it expires',
  ],
  ['SomethingNew', 'the renewal was harmful in a way that this version does not know', REVOKED],
  ['constructor', 'the renewal was harmful in a way that this version does not know', REVOKED],
  [undefined, 'the renewal was harmful in a way that this version does not know', REVOKED],
])(
  'the code %s of a harmful renewal has the text %j, and an operator replaces %j',
  (code, harm, replaced) => {
    expect(harmText(code)).toBe(harm);
    expect(replacedAfterHarm(code)).toBe(replaced);
  },
);

test.each([
  ['AccessTokenEnded', 'a renewal revoked other tokens'],
  ['RefreshTokenEnded', 'a renewal revoked other tokens'],
  ['NotExtended', 'a renewal did not extend a lifetime'],
  ['SomethingNew', 'a renewal was harmful'],
  [undefined, 'a renewal was harmful'],
])('the headline of a harmful renewal with the code %s is %j', (code, headline) => {
  expect(harmHeadline(code)).toBe(headline);
});
