import { expect, test } from 'vitest';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { type PublishCase, publishRefusal, tooShortLived } from '../../../functions/rotation/may-publish.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, NOW } from './state-fixture.ts';

const accessToken = (issuedAt: number, lifetime: number): PublishedAccessToken => ({
  accessToken: new Sensitive('x'),
  tokenType: 'Bearer',
  issuedAt,
  expiresAt: issuedAt + lifetime,
  baseUrl: 'https://acme.alationcloud.com',
  credential: 'a',
  userId: undefined,
});
const client: Credential = {
  kind: 'oauth-client',
  name: 'loader',
  clientId: 'c',
  clientSecret: new Sensitive('s'),
};
const good: PublishCase = {
  integration: 'bi',
  minted: accessToken(NOW, DAY_MS),
  credential: client,
  verdict: 'active',
  published: accessToken(NOW - 12 * HOUR_MS, DAY_MS),
  publishedMayBeDead: false,
  publishedIsLost: false,
  issuingIsLeft: false,
};
const refusalOf = (changes: Partial<PublishCase>) => publishRefusal({ ...good, ...changes }, defaultPolicy);
const lost = { publishedMayBeDead: true, publishedIsLost: true };
const short = accessToken(NOW, 5 * MINUTE_MS);

test.each<[string, Partial<PublishCase>]>([
  ['is alive', {}],
  ['is the first one', { published: undefined, ...lost }],
  ['could not be verified and replaces one that is lost', { verdict: 'unknown', ...lost }],
  [
    'cannot be asked about by its client and replaces one that is lost',
    { verdict: 'client-refused', ...lost },
  ],
  ['lives just long enough', { minted: accessToken(NOW, 30 * MINUTE_MS) }],
  [
    'lives too short, but so did the one before',
    { minted: short, published: accessToken(NOW, 5 * MINUTE_MS) },
  ],
  ['lives too short, but there is no other', { minted: short, published: undefined }],
  ['lives too short, but the other one may be dead', { minted: short, ...lost }],
  [
    'lives too short, but longer than what the other one has left',
    { minted: short, published: accessToken(NOW - DAY_MS + 4 * MINUTE_MS, DAY_MS), publishedIsLost: true },
  ],
])('an access token that %s is published', (_, changes) => {
  expect(refusalOf(changes)).toBeUndefined();
});

test.each<[string, Partial<PublishCase>, string]>([
  ['could not be verified', { verdict: 'unknown' }, 'VerificationUnavailable'],
  ['cannot be asked about by its client', { verdict: 'client-refused' }, 'VerificationUnavailable'],
  ['has a key that is not known yet', { verdict: 'unknown-key' }, 'VerificationUnavailable'],
  [
    'has one and would replace one that is lost',
    { verdict: 'unknown-key', ...lost },
    'VerificationUnavailable',
  ],
  ['is no JWT', { verdict: 'malformed' }, 'AccessTokenUntrusted'],
  ['has an alg that is not the key’s', { verdict: 'algorithm-refused' }, 'AccessTokenUntrusted'],
  ['is foreign', { verdict: 'foreign-issuer' }, 'AccessTokenUntrusted'],
  ['is forged', { verdict: 'signature-invalid' }, 'AccessTokenUntrusted'],
  ['has expired', { verdict: 'expired' }, 'AccessTokenUntrusted'],
  ['is not valid yet', { verdict: 'not-yet-valid' }, 'AccessTokenUntrusted'],
  ['is forged, even with nothing to lose', { verdict: 'signature-invalid', ...lost }, 'AccessTokenUntrusted'],
  ['lives too short for the schedule', { minted: short }, 'LifetimeTooShort'],
  [
    'lives a moment too short for the schedule',
    { minted: accessToken(NOW, 30 * MINUTE_MS - 1) },
    'LifetimeTooShort',
  ],
  [
    'lives exactly as long as what the other one has left',
    { minted: short, published: accessToken(NOW - DAY_MS + 5 * MINUTE_MS, DAY_MS) },
    'LifetimeTooShort',
  ],
  [
    'lives too short while the issuingCredential can still be tried',
    { minted: short, issuingIsLeft: true, ...lost },
    'LifetimeTooShort',
  ],
])('an access token that %s is refused as such', (_, changes, code) => {
  expect(refusalOf(changes)).toMatchObject({ code });
});

test('the text of a flaw names it and tells what to look at', () => {
  expect(refusalOf({ verdict: 'foreign-issuer' })?.message).toBe(
    'Alation minted an access token for bi from the credential loader, but its issuer is another host than base_url; ' +
      'correct base_url, or set oauthVerification to both or online if that issuer is right (foreign-issuer); nothing was ' +
      'published',
  );
});

const refreshToken: Credential = {
  kind: 'refresh-token',
  name: 'key',
  refreshToken: new Sensitive('r'),
  userId: 1,
};

test.each([
  [
    client,
    5,
    15,
    'access tokens of the credential loader live 5 minutes, too short for a tick every 15 minutes and the 100 versions ' +
      'a day that Secrets Manager keeps of a secret: set the Access Token Duration to 30 minutes or more',
  ],
  [
    refreshToken,
    35,
    60,
    'access tokens of the credential key live 35 minutes, too short for a tick every 60 minutes and the 100 versions a ' +
      'day that Secrets Manager keeps of a secret: set rotationIntervalMinutes to 15, or ' +
      "Alation's access token lifespan to 120 minutes or more",
  ],
  [
    client,
    31,
    2,
    'access tokens of the credential loader live 31 minutes, too short for a tick every 2 minutes and the 100 versions ' +
      'a day that Secrets Manager keeps of a secret: set rotationIntervalMinutes to 15, or the Access Token ' +
      'Duration to 32 minutes or more',
  ],
])('%o with a life of %i minutes at a tick of %i is told what to set', (credential, life, tick, says) => {
  const policy = { intervalMs: tick * MINUTE_MS };
  expect(tooShortLived(credential, accessToken(NOW, life * MINUTE_MS), policy)).toBe(says);
});

test.each<[Partial<PublishCase>, string]>([
  [
    { verdict: 'unknown' },
    'Alation minted an access token for bi but did not say whether it is alive; the published one stays and the next ' +
      'tick tries again',
  ],
  [
    { verdict: 'client-refused' },
    'Alation minted an access token for bi but does not let its OAuth client ask whether it is alive; the published ' +
      'one stays and the next tick tries again',
  ],
  [
    { verdict: 'unknown-key' },
    'Alation minted an access token for bi but does not publish the key that signed it; the published one stays and ' +
      'the next tick tries again',
  ],
  [
    { verdict: 'malformed' },
    'but it is no signed JWT; where Alation means it so, set oauthVerification to online (malformed); nothing was',
  ],
  [
    { verdict: 'algorithm-refused' },
    'but it is not signed with the algorithm of the key that Alation publishes;',
  ],
  [
    { verdict: 'signature-invalid' },
    'its signature does not fit the key that Alation publishes (signature-invalid)',
  ],
  [{ verdict: 'expired' }, 'but it has expired already; compare the clocks (expired)'],
  [{ verdict: 'not-yet-valid' }, 'but it is not valid yet; compare the clocks (not-yet-valid)'],
  [{ minted: short }, 'live 5 minutes, too short for a tick every 15 minutes'],
  [{ minted: short }, '; the published one stays'],
])('it is said why: %o', (changes, text) => {
  expect(refusalOf(changes)?.message).toContain(text);
});

const advice = (minutes: number) =>
  tooShortLived(client, accessToken(NOW, minutes * MINUTE_MS), { intervalMs: 60 * MINUTE_MS });

test('where no interval is short enough only the longer life is advised', () => {
  expect(advice(29.9)).not.toContain('rotationIntervalMinutes');
  expect(advice(30)).toContain(
    'rotationIntervalMinutes to 15, or the Access Token Duration to 120 minutes or more',
  );
});
