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
  mayBeInactive: false,
  level: 'ok',
  issuingIsLeft: false,
};
const refusalOf = (changes: Partial<PublishCase>) => publishRefusal({ ...good, ...changes }, defaultPolicy);
const lost = { mayBeInactive: true, level: 'lost' } as const;
const short = accessToken(NOW, 5 * MINUTE_MS);

test.each<[string, Partial<PublishCase>]>([
  ['is active', {}],
  ['is the first of its integration', { published: undefined, ...lost }],
  ['could not be verified and replaces a lost access token', { verdict: 'unknown', ...lost }],
  [
    'its OAuth client is not allowed to verify and that replaces a lost access token',
    { verdict: 'client-refused', ...lost },
  ],
  ['has just enough lifetime', { minted: accessToken(NOW, 30 * MINUTE_MS) }],
  [
    'has a short lifetime like its predecessor',
    { minted: short, published: accessToken(NOW, 5 * MINUTE_MS) },
  ],
  ['has a short lifetime and is the first of its integration', { minted: short, published: undefined }],
  ['has a short lifetime and replaces an access token that may be inactive', { minted: short, ...lost }],
  [
    'has a short lifetime but expires later than the published access token',
    { minted: short, published: accessToken(NOW - DAY_MS + 4 * MINUTE_MS, DAY_MS), level: 'lost' },
  ],
])('an access token that %s is published', (_, changes) => {
  expect(refusalOf(changes)).toBeUndefined();
});

test.each<[string, Partial<PublishCase>, string]>([
  ['could not be verified', { verdict: 'unknown' }, 'VerificationUnavailable'],
  ['its OAuth client is not allowed to verify', { verdict: 'client-refused' }, 'VerificationUnavailable'],
  [
    'is signed with a key that Alation does not publish',
    { verdict: 'unknown-key' },
    'VerificationUnavailable',
  ],
  [
    'is signed with a key that Alation does not publish and would replace a lost access token',
    { verdict: 'unknown-key', ...lost },
    'VerificationUnavailable',
  ],
  ['is not a JWT', { verdict: 'malformed' }, 'AccessTokenUntrusted'],
  ['has another algorithm than its key', { verdict: 'algorithm-refused' }, 'AccessTokenUntrusted'],
  ['has another issuer', { verdict: 'foreign-issuer' }, 'AccessTokenUntrusted'],
  ['has an invalid signature', { verdict: 'signature-invalid' }, 'AccessTokenUntrusted'],
  ['has expired', { verdict: 'expired' }, 'AccessTokenUntrusted'],
  ['is not valid yet', { verdict: 'not-yet-valid' }, 'AccessTokenUntrusted'],
  [
    'has an invalid signature and would replace a lost access token',
    { verdict: 'signature-invalid', ...lost },
    'AccessTokenUntrusted',
  ],
  ['has too short a lifetime for the schedule', { minted: short }, 'LifetimeTooShort'],
  [
    'has a lifetime that is 1 ms too short for the schedule',
    { minted: accessToken(NOW, 30 * MINUTE_MS - 1) },
    'LifetimeTooShort',
  ],
  [
    'has a short lifetime and expires at the same time as the published access token',
    { minted: short, published: accessToken(NOW - DAY_MS + 5 * MINUTE_MS, DAY_MS) },
    'LifetimeTooShort',
  ],
  [
    'has a short lifetime while the issuing credential can still mint',
    { minted: short, issuingIsLeft: true, ...lost },
    'LifetimeTooShort',
  ],
])('an access token that %s is not published', (_, changes, code) => {
  expect(refusalOf(changes)).toMatchObject({ code });
});

test('the error of a flaw names the flaw and the action to take', () => {
  expect(refusalOf({ verdict: 'foreign-issuer' })?.message).toBe(
    'Alation minted an access token for bi from the credential loader, but its issuer is another host than base_url ' +
      '(foreign-issuer). Nothing was published. Correct base_url, or set oauthVerification to both or online if that ' +
      'issuer is right',
  );
});

const refreshToken: Credential = {
  kind: 'refresh-token',
  name: 'extract',
  refreshToken: new Sensitive('r'),
  userId: 1,
};

/** The message about a lifetime and an interval, both in minutes, up to the settings at its end. */
const tooShortText = (name: string, lifetime: number, interval: number, effect = '') =>
  `access tokens of the credential ${name} have a lifetime of ${lifetime} minutes. That is too short for a sweep every ` +
  `${interval} minutes and for the 100 versions of a secret that Secrets Manager stores in a day. ${effect}Set `;

test.each([
  {
    credential: client,
    lifetime: 5,
    interval: 15,
    settings: 'the Access Token Duration to 30 minutes or more',
  },
  {
    credential: refreshToken,
    lifetime: 35,
    interval: 60,
    settings: "rotationIntervalMinutes to 15, or Alation's access token lifespan to 120 minutes or more",
  },
  {
    credential: client,
    lifetime: 31,
    interval: 2,
    settings: 'rotationIntervalMinutes to 15, or the Access Token Duration to 32 minutes or more',
  },
])(
  'if access tokens of the kind $credential.kind last $lifetime minutes and a sweep runs every $interval minutes, the advice is: $settings',
  ({ credential, lifetime, interval, settings }) => {
    const policy = { intervalMs: interval * MINUTE_MS };
    expect(tooShortLived(credential, accessToken(NOW, lifetime * MINUTE_MS), policy)).toBe(
      tooShortText(credential.name, lifetime, interval) + settings,
    );
  },
);

const stays = '. The published access token stays; a later sweep rotates if a rotation is still due';
const untrusted = 'Alation minted an access token for bi from the credential loader, but it';

test.each<[string, Partial<PublishCase>, string]>([
  [
    'that Alation did not verify',
    { verdict: 'unknown' },
    `Alation minted an access token for bi but did not answer whether it is active${stays}`,
  ],
  [
    'that its OAuth client is not allowed to verify',
    { verdict: 'client-refused' },
    `Alation minted an access token for bi but does not let the OAuth client verify the access token${stays}`,
  ],
  [
    'with an unknown key',
    { verdict: 'unknown-key' },
    `Alation minted an access token for bi but does not publish the key that signed it${stays}`,
  ],
  [
    'that is not a JWT',
    { verdict: 'malformed' },
    `${untrusted} is not a signed JWT (malformed). Nothing was published. If your Alation issues opaque access tokens, ` +
      'set oauthVerification to online',
  ],
  [
    'with another algorithm',
    { verdict: 'algorithm-refused' },
    `${untrusted}s algorithm is none, HMAC, or not the algorithm of the key that Alation publishes (algorithm-refused). ` +
      'Nothing was published',
  ],
  [
    'with an invalid signature',
    { verdict: 'signature-invalid' },
    `${untrusted}s signature does not match the key that Alation publishes (signature-invalid). Nothing was published`,
  ],
  [
    'that has expired',
    { verdict: 'expired' },
    `${untrusted} has expired already (expired). Nothing was published. Compare the clocks of Alation and the rotator`,
  ],
  [
    'that is not valid yet',
    { verdict: 'not-yet-valid' },
    `${untrusted} is not valid yet (not-yet-valid). Nothing was published. Compare the clocks of Alation and the rotator`,
  ],
  [
    'with a short lifetime',
    { minted: short },
    tooShortText('loader', 5, 15, 'The published access token stays. '),
  ],
])('the refusal of an access token %s says why and what stays published', (_, changes, text) => {
  expect(refusalOf(changes)?.message).toContain(text);
});

const advice = (minutes: number) =>
  tooShortLived(client, accessToken(NOW, minutes * MINUTE_MS), { intervalMs: 60 * MINUTE_MS });

test('the default interval is advised only for access tokens of 30 minutes or more', () => {
  expect(advice(29.9)).not.toContain('rotationIntervalMinutes');
  expect(advice(30)).toContain(
    'rotationIntervalMinutes to 15, or the Access Token Duration to 120 minutes or more',
  );
});
