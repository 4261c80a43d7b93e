import { expect, test } from 'vitest';
import { isInactive, verify, verifyingCredential } from '../../../functions/rotation/verify.ts';
import type { Verdict } from '../../../functions/rotation/verify.ts';
import {
  client,
  failure,
  refreshToken,
  minted,
  published,
  rotationBench,
  rotationFacts,
} from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';

const token = { ...minted('token'), userId: 102 };
const verifying = (answers: NonNullable<AlationScript['verify']>) => {
  const bench = rotationBench({ verify: answers });
  return { bench, verdict: verify(bench.deps, rotationFacts([refreshToken('a')]), token, refreshToken('a')) };
};

test.each<[string, NonNullable<AlationScript['verify']>, Verdict]>([
  ['active', ['active'], 'active'],
  ['inactive', ['inactive'], 'inactive'],
  ['signature-invalid if its signature is invalid', ['signature-invalid'], 'signature-invalid'],
  ['active when a second request succeeds', [failure('AlationUnavailable'), 'active'], 'active'],
  [
    'unknown when Alation fails to respond twice',
    [failure('AlationUnavailable'), failure('AlationUnavailable')],
    'unknown',
  ],
  ['unknown when Alation throttles', [failure('AlationThrottled')], 'unknown'],
  ['client-refused when Alation refuses the OAuth client', [failure('CredentialRejected')], 'client-refused'],
])('the verdict on an access token is %s', async (_, answers, expected) => {
  const { bench, verdict: found } = verifying(answers);
  expect(await found).toBe(expected);
  expect(bench.calls.filter((call) => call === 'verify token as a')).toHaveLength(answers.length);
});

test('a defect during a verification is thrown', async () => {
  await expect(verifying([new TypeError('a defect')]).verdict).rejects.toThrow(TypeError);
});

test.each<[Verdict, boolean]>([
  ['active', false],
  ['unknown', false],
  ['client-refused', false],
  ['inactive', true],
  ['unknown-key', true],
  ['malformed', true],
])('an access token with the verdict %s counts as inactive: %s', (verdict, counts) => {
  expect(isInactive(verdict)).toBe(counts);
});

test.each([
  { sentence: 'its issuing credential', among: [refreshToken('b'), refreshToken('a')], verifier: 'a' },
  {
    sentence: 'another credential of its kind if the issuing credential is gone',
    among: [client('x'), refreshToken('b'), refreshToken('c')],
    verifier: 'b',
  },
  {
    sentence:
      'another refresh token, and not an OAuth client that has the name of the issuing credential now',
    among: [client('a'), refreshToken('b')],
    verifier: 'b',
  },
  { sentence: 'no credential if there is none of its kind', among: [client('a')], verifier: undefined },
])('an API access token is verified through $sentence', ({ among, verifier }) => {
  expect(verifyingCredential(among, published('token'))?.name).toBe(verifier);
});

test('a bearer token is verified through an OAuth client', () => {
  const bearer = published('token', { tokenType: 'Bearer' });
  expect(verifyingCredential([refreshToken('a'), client('b')], bearer)?.name).toBe('b');
});
