import { expect, test } from 'vitest';
import { renewalText } from '../../cli/status/renewal-text.ts';
import { renewalState } from '../functions/renewal/renewal-fixture.ts';
import { DAY_MS, INTEGRATION, NOW } from '../functions/rotation/state-fixture.ts';
import { statusOf } from './status-of.ts';

test.each([
  ['AccessTokenEnded', 'Alation also revoked the access token of another refresh token'],
  ['RefreshTokenEnded', 'Alation also revoked another refresh token'],
  ['NotExtended', 'the new refresh token does not expire later than the old one'],
  ['OfAnotherVersion', 'the renewal was harmful in a way that this version does not know'],
])('status says what a harmful renewal with the code %s did', (code, harm) => {
  const renewal = renewalState({ phase: 'harmful', code, at: NOW - 3 * DAY_MS });
  expect(renewalText(statusOf(INTEGRATION, { renewal }), NOW)).toBe(
    `the rotator renews no refresh token; last: b renewed, and ${harm}, 3 days ago`,
  );
});
