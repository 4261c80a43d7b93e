import { expect, test } from 'vitest';
import { afterMint, isPublishable, stepAfterRefusal } from '../../../functions/rotation/next-step.ts';
import type { Verdict } from '../../../functions/rotation/verify.ts';

test('a rotation tries more credentials at a lower service level', () => {
  expect(afterMint).toEqual({
    token: { ok: 'verify', low: 'verify', lost: 'verify' },
    rejected: { ok: 'next', low: 'next', lost: 'next' },
    refused: { ok: 'fail', low: 'next', lost: 'next' },
    transient: { ok: 'fail', low: 'fail', lost: 'otherKind' },
    instance: { ok: 'fail', low: 'fail', lost: 'fail' },
  });
});

test.each<[Exclude<Verdict, 'inactive'>, boolean, boolean, boolean]>([
  ['active', true, true, true],
  ['unknown', false, false, true],
  ['client-refused', false, false, true],
  ['unknown-key', false, false, false],
  ['expired', false, false, false],
  ['malformed', false, false, false],
  ['signature-invalid', false, false, false],
])(
  'an access token with the verdict %s is publishable at ok: %s, low: %s, lost: %s',
  (verdict, ok, low, lost) => {
    expect(isPublishable(verdict, 'ok')).toBe(ok);
    expect(isPublishable(verdict, 'low')).toBe(low);
    expect(isPublishable(verdict, 'lost')).toBe(lost);
  },
);

test.each([
  ['LifetimeTooShort', 'fail', 'next', 'next'],
  ['SupersededAtOnce', 'fail', 'fail', 'next'],
  ['VerificationUnavailable', 'fail', 'fail', 'next'],
  ['AccessTokenUntrusted', 'fail', 'fail', 'next'],
] as const)(
  'if access tokens of a credential are not published because of %s, the next step is %s at ok, %s at low and %s at lost',
  (code, ok, low, lost) => {
    expect(stepAfterRefusal(code, 'ok')).toBe(ok);
    expect(stepAfterRefusal(code, 'low')).toBe(low);
    expect(stepAfterRefusal(code, 'lost')).toBe(lost);
  },
);
