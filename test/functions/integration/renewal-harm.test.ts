import { expect, test } from 'vitest';
import { harmText, replacedAfterHarm } from '../../../functions/integration/renewal-harm.ts';

const REVOKED = 'the credentials that Alation revoked';

test.each([
  ['AccessTokenEnded', 'Alation also revoked the access token of another refresh token', REVOKED],
  ['RefreshTokenEnded', 'Alation also revoked another refresh token', REVOKED],
  [
    'NotExtended',
    'the new refresh token does not expire later than the old one',
    'each refresh token before it expires',
  ],
  ['SomethingNew', 'other tokens were harmed', REVOKED],
  ['constructor', 'other tokens were harmed', REVOKED],
  [undefined, 'other tokens were harmed', REVOKED],
])('the harm %s has a text, and names what an operator replaces', (code, harm, replaced) => {
  expect(harmText(code)).toBe(harm);
  expect(replacedAfterHarm(code)).toBe(replaced);
});
