import { expect, test } from 'vitest';
import type { Fault } from '../../local/alation/fault.ts';
import { deploy, HOUR_MS } from './deployment.ts';
import { failureCode, isServed, logged, published, versionCount } from './observations.ts';

const past = { api_access_token: 'x'.repeat(43), token_expires_at: '2020-01-01T00:00:00Z' };
const minted = { api_access_token: 'x'.repeat(43), token_expires_at: '2026-11-26T00:00:00Z', user_id: 102 };

/** The response of Alation, or of a proxy in front of Alation, to a mint, and the failure code. */
const badResponses: readonly (readonly [string, Fault, string])[] = [
  ['a sign-on page with 200', { kind: 'html200' }, 'AlationAnswerMalformed'],
  ['a sign-on page with 401', { kind: 'status', status: 401, body: '<html>' }, 'AlationAnswerMalformed'],
  ["a gateway's page with 502", { kind: 'html502' }, 'AlationUnavailable'],
  ['half a response that ends normally', { kind: 'truncatedJson' }, 'AlationAnswerMalformed'],
  ['half a response and a broken connection', { kind: 'truncatedJson', cutOff: true }, 'MintOutcomeUnknown'],
  ['an empty body', { kind: 'emptyBody' }, 'AlationAnswerMalformed'],
  ['no body at all', { kind: 'emptyBody', status: 204 }, 'AlationAnswerMalformed'],
  ['an empty object', { kind: 'wrongShape', body: {} }, 'AlationAnswerMalformed'],
  ['a list', { kind: 'wrongShape', body: [minted] }, 'AlationAnswerMalformed'],
  ['null', { kind: 'wrongShape', body: null }, 'AlationAnswerMalformed'],
  [
    'an empty access token',
    { kind: 'wrongShape', body: { ...minted, api_access_token: '' } },
    'AlationAnswerMalformed',
  ],
  [
    'an access token with a line break',
    { kind: 'wrongShape', body: { ...minted, api_access_token: 'x\r\ny: z' } },
    'AlationAnswerMalformed',
  ],
  [
    'an access token that expired before it was created',
    { kind: 'wrongShape', body: { ...past, created_at: '2020-01-02T00:00:00Z' } },
    'AlationAnswerMalformed',
  ],
  // One of the clocks may be wrong, so the expiry proves nothing. Verification decides.
  ['an access token that expired long ago', { kind: 'wrongShape', body: past }, 'SupersededAtOnce'],
  [
    'an access token that is not active',
    { kind: 'wrongShape', body: { ...minted, token_status: 'REVOKED' } },
    'AlationAnswerMalformed',
  ],
  [
    "another user's access token",
    { kind: 'wrongShape', body: { ...minted, user_id: 1 } },
    'AlationAnswerMalformed',
  ],
  [
    'status "failed" with 200',
    { kind: 'wrongShape', body: { ...minted, status: 'failed' } },
    'AlationAnswerMalformed',
  ],
  ['an access token that was never minted', { kind: 'wrongShape', body: minted }, 'SupersededAtOnce'],
  ...([301, 302, 303, 307, 308] as const).map(
    (status) =>
      [
        `a redirect with ${status}`,
        { kind: 'redirect', status, location: 'https://elsewhere.example/' },
        'AlationRedirected',
      ] as const,
  ),
  ['more headers than a client accepts', { kind: 'hugeHeaders' }, 'MintOutcomeUnknown'],
  ['an endless body', { kind: 'endlessBody' }, 'AlationAnswerMalformed'],
  ['an endless body of single bytes', { kind: 'dripBody' }, 'MintOutcomeUnknown'],
  ['missing', { kind: 'hangBeforeHeaders' }, 'MintOutcomeUnknown'],
  ['missing, although Alation minted', { kind: 'hangBeforeHeaders', processed: true }, 'MintOutcomeUnknown'],
  ['a reset connection', { kind: 'dropBeforeProcessing' }, 'MintOutcomeUnknown'],
  ['a reset connection, although Alation minted', { kind: 'dropAfterProcessing' }, 'MintOutcomeUnknown'],
  ['400', { kind: 'status', status: 400, body: { code: '400000' } }, 'AlationRequestRefused'],
  ['403', { kind: 'status', status: 403 }, 'AlationForbidden'],
  ['404', { kind: 'status', status: 404 }, 'AlationRequestRefused'],
  ['429', { kind: 'status', status: 429 }, 'AlationThrottled'],
  ['500', { kind: 'status', status: 500 }, 'AlationUnavailable'],
  ['503', { kind: 'status', status: 503 }, 'AlationUnavailable'],
];

test.each(badResponses)(
  'a mint whose response is %s does not replace the published access token, and the other integration is rotated',
  async (_, fault, code) => {
    // Only responses that never end need a short timeout. On a busy machine any other response may take more than a second.
    const neverEnds = fault.kind === 'hangBeforeHeaders' || fault.kind === 'dripBody';
    const deployment = await deploy({ timeoutMs: neverEnds ? 1_000 : 10_000 });
    const [, next] = await deployment.integrate('failing', 2);
    await deployment.integrate('healthy', 1);
    await deployment.rotate();
    await deployment.clock.advance(12 * HOUR_MS);
    const before = await published(deployment, 'failing');
    deployment.alation.faults.add({ ...fault, path: 'createAPIAccessToken', credentialId: next?.id });

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

    expect(failureCode(deployment, 'failing')).toBe(code);
    expect(await published(deployment, 'failing')).toEqual(before);
    expect(await isServed(deployment, 'failing')).toBe(true);
    expect(versionCount(deployment, 'healthy')).toBe(2);

    deployment.alation.faults.clear();
    for (let sweeps = 0; sweeps < 3; sweeps++) await deployment.sweep();
    expect(logged(deployment, 'AccessTokenRotated', 'failing')).toHaveLength(2);
    expect(await isServed(deployment, 'failing')).toBe(true);
  },
);

test.each([
  ['a reset connection', { kind: 'dropAfterProcessing' }],
  ['half a response', { kind: 'truncatedJson' }],
] satisfies [string, Fault][])(
  'with one credential, a mint that succeeded with %s as its response is repeated in the same sweep',
  async (_, fault) => {
    const deployment = await deploy();
    await deployment.integrate('tableau', 1);
    await deployment.rotate();
    await deployment.clock.advance(12 * HOUR_MS);
    deployment.alation.faults.add({ ...fault, path: 'createAPIAccessToken', times: 1 });

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

    expect(deployment.alation.calls.count({ minted: true })).toBe(3);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);
