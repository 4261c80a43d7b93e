import { expect, test } from 'vitest';
import {
  verdictOn,
  verificationOf,
  verifyAccessToken,
  verifyingCredential,
} from '../../../functions/rotation/verify.ts';
import type { Verdict } from '../../../functions/rotation/verify.ts';
import { client, failure, key, minted, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';

const token = { ...minted('token'), userId: 102 };
const verdict = (verify: NonNullable<AlationScript['verify']>) => {
  const bench = rotationBench({ verify });
  return { bench, verdict: verdictOn(bench.deps, rotationFacts([key('a')]), token, key('a')) };
};

test.each<[string, NonNullable<AlationScript['verify']>, Verdict]>([
  ['active', ['active'], 'active'],
  ['inactive', ['inactive'], 'inactive'],
  ['flawed', ['signature-invalid'], 'signature-invalid'],
  ['alive on being asked again', [failure('AlationUnavailable'), 'active'], 'active'],
  [
    'unknown when nobody answers twice',
    [failure('AlationUnavailable'), failure('AlationUnavailable')],
    'unknown',
  ],
  ['unknown when Alation asks to slow down', [failure('AlationThrottled')], 'unknown'],
  ['not to be told by a client that is refused', [failure('CredentialRejected')], 'client-refused'],
])('an access token is %s', async (_, answers, expected) => {
  const { bench, verdict: found } = verdict(answers);
  expect(await found).toBe(expected);
  expect(bench.calls.filter((call) => call === 'verify token as a')).toHaveLength(answers.length);
});

test('a defect is no verdict', async () => {
  await expect(verdict([new TypeError('a defect')]).verdict).rejects.toThrow(TypeError);
});

test.each<[Verdict, string]>([
  ['active', 'active'],
  ['inactive', 'inactive'],
  ['unknown', 'unknown'],
  ['client-refused', 'unknown'],
  ['unknown-key', 'inactive'],
  ['malformed', 'inactive'],
])('in short, %s is %s', (long, short) => {
  expect(verificationOf(long)).toBe(short);
});

test('the short form asks the same', async () => {
  const { deps } = rotationBench({ verify: ['expired'] });
  expect(await verifyAccessToken(deps, rotationFacts([key('a')]), token, key('a'))).toBe('inactive');
});

test.each([
  { sentence: 'the one that minted it', among: [key('b'), key('a')], through: 'a' },
  {
    sentence: 'another of its kind when that one is gone',
    among: [client('x'), key('b'), key('c')],
    through: 'b',
  },
  { sentence: 'not a client that took over its name', among: [client('a'), key('b')], through: 'b' },
  { sentence: 'nobody where no other is of its kind', among: [client('a')], through: undefined },
])('an API access token is asked about through $sentence', ({ among, through }) => {
  expect(verifyingCredential(among, published('token'))?.name).toBe(through);
});

test('a bearer token is asked about through a client', () => {
  const bearer = published('token', { tokenType: 'Bearer' });
  expect(verifyingCredential([key('a'), client('b')], bearer)?.name).toBe('b');
});
