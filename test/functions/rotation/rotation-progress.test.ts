import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { RotationErrorCode } from '../../../functions/integration/rotation-error.ts';
import type { Attempt } from '../../../functions/rotation/attempt.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import { advance, findingsAfter, firstRound } from '../../../functions/rotation/rotation-progress.ts';
import type { RotationProgress } from '../../../functions/rotation/rotation-progress.ts';
import type { ServiceLevel } from '../../../functions/rotation/service-level.ts';
import { NOW } from './state-fixture.ts';
import { client, failure, refreshToken } from './facts-fixture.ts';

type Unpublished = Parameters<typeof advance>[2];

const [a, b, c] = [refreshToken('a'), refreshToken('b'), client('c')];
const base = { versionId: 'version', text: '', createdAt: NOW };
const begin = (level: ServiceLevel, order: readonly Credential[] = [b, c, a]) =>
  firstRound({ integration: 'bi', order, findings: noFindings, base: undefined }, level);
const notMinted = (
  how: 'rejected' | 'refused' | 'transient' | 'instance',
  code: RotationErrorCode = how === 'rejected' ? 'CredentialRejected' : 'AlationRequestRefused',
) => ({ kind: 'not-minted', how, error: failure(code), inDoubt: false }) as const satisfies Attempt;
const superseded: Unpublished = { kind: 'superseded', base, inDoubt: false };

/** Names of the credentials that are left after an attempt from the first credential, or the code that ends the rotation. */
function after(progress: RotationProgress, attempt: Unpublished, level: ServiceLevel) {
  const [credential] = progress.left;
  if (credential === undefined) throw new TypeError('nothing is left to try');
  const findings = findingsAfter(progress.findings, credential, attempt);
  const next = advance({ ...progress, findings }, credential, attempt, level);
  return next instanceof RotationError ? next.code : next.left.map(({ name }) => name);
}

test.each<[string, Unpublished, ServiceLevel, readonly string[] | string]>([
  ['after a rejected credential the next credential is tried', notMinted('rejected'), 'ok', ['c', 'a']],
  [
    'the refusal of a credential ends the rotation if the service level is ok',
    notMinted('refused'),
    'ok',
    'AlationRequestRefused',
  ],
  [
    'after the refusal of a credential the next credential is tried if the service level is low',
    notMinted('refused'),
    'low',
    ['c', 'a'],
  ],
  [
    'a transient failure ends the rotation while consumers are served',
    notMinted('transient'),
    'low',
    'AlationRequestRefused',
  ],
  [
    'after a transient failure a credential of the other kind is tried if the published access token is lost',
    notMinted('transient'),
    'lost',
    ['c'],
  ],
  [
    'a failure of the Alation instance ends the rotation',
    notMinted('instance'),
    'lost',
    'AlationRequestRefused',
  ],
  [
    'an access token that must not be published ends the rotation while consumers are served',
    { kind: 'refused', error: failure('AccessTokenUntrusted'), base, inDoubt: false },
    'low',
    'AccessTokenUntrusted',
  ],
  [
    'after an access token that must not be published, the next credential is tried if the published access token is lost',
    { kind: 'refused', error: failure('AccessTokenUntrusted'), base, inDoubt: false },
    'lost',
    ['c', 'a'],
  ],
  ['after a superseded access token the same credential mints again', superseded, 'ok', ['b', 'c', 'a']],
  [
    'a failure of Secrets Manager ends the rotation',
    { kind: 'aborted', error: failure('PublishFailed'), inDoubt: true },
    'lost',
    'PublishFailed',
  ],
])('%s', (_, attempt, level, left) => {
  expect(after(begin(level), attempt, level)).toEqual(left);
});

test('after a failed mint the service level at the start of the round decides', () => {
  expect(after(begin('ok'), notMinted('refused'), 'lost')).toBe('AlationRequestRefused');
});

test('after an access token that must not be published, the present service level decides', () => {
  const tooShort: Unpublished = { kind: 'refused', error: failure('LifetimeTooShort'), base, inDoubt: false };
  expect(after(begin('ok'), tooShort, 'low')).toEqual(['c', 'a']);
});

/** The progress after these attempts in a row. Each attempt is from the first credential that is left. */
function run(level: ServiceLevel, ...attempts: readonly Unpublished[]): RotationProgress | RotationError {
  let progress = begin(level);
  for (const attempt of attempts) {
    const [credential] = progress.left;
    if (credential === undefined) throw new TypeError('nothing is left to try');
    const findings = findingsAfter(progress.findings, credential, attempt);
    const next = advance({ ...progress, findings }, credential, attempt, level);
    if (next instanceof RotationError) return next;
    progress = next;
  }
  return progress;
}

test('after three superseded access tokens the next credential is tried only if the published access token is lost, and the error names the credential', () => {
  expect(run('lost', superseded, superseded)).toMatchObject({ base, left: [b, c, a] });
  expect(run('lost', superseded, superseded, superseded)).toMatchObject({
    left: [c, a],
    firstRefusal: {
      code: 'SupersededAtOnce',
      message:
        '3 access tokens minted for bi from the credential b were inactive immediately. Another program mints from it ' +
        'too: give this integration its own credential',
    },
  });
  expect(run('ok', superseded, superseded, superseded)).toMatchObject({ code: 'SupersededAtOnce' });
});

test('each credential has its own count of superseded access tokens', () => {
  const all = run('lost', ...Array.from({ length: 5 }, () => superseded));
  expect(all).toMatchObject({ left: [c, a] });
});

test('in a new round failed mints no longer count, but rejections and access tokens that must not be published do', () => {
  const refused = notMinted('refused');
  const inRound = run('lost', notMinted('rejected'), refused);
  expect(inRound).toMatchObject({ left: [a], firstError: refused.error });
  const next = run('lost', notMinted('rejected'), refused, superseded);
  expect(next).toMatchObject({ left: [c, a], firstError: undefined, eligible: [c, a] });
  const error = failure('AccessTokenUntrusted');
  const afterRefusal = run('lost', { kind: 'refused', error, base, inDoubt: false }, superseded);
  expect(afterRefusal).toMatchObject({ left: [c, a], firstRefusal: error, base });
});

test('a later error does not replace the first error of a round', () => {
  const first = notMinted('refused');
  expect(run('low', first, notMinted('refused', 'RejectionUnconfirmed'))).toMatchObject({
    firstError: first.error,
  });
});

test('a 403 is the error of a rotation only if there is no other error', () => {
  const forbidden = notMinted('refused', 'AlationForbidden');
  const first = { firstError: undefined, firstRefusal: forbidden.error };
  expect(run('low', forbidden, notMinted('rejected'))).toMatchObject(first);
  const other = notMinted('refused');
  expect(run('low', forbidden, other)).toMatchObject({ ...first, firstError: other.error });
});

test('findings name the forbidden credentials', () => {
  const forbidden = findingsAfter(noFindings, a, notMinted('refused', 'AlationForbidden'));
  expect(forbidden).toEqual({ rejected: new Set(), forbidden: new Set(['a']), inDoubt: false });
  const both = findingsAfter(forbidden, b, notMinted('refused', 'AlationForbidden'));
  expect(both.forbidden).toEqual(new Set(['a', 'b']));
  expect(findingsAfter(both, c, notMinted('refused')).forbidden).toBe(both.forbidden);
});

test('the findings of each attempt are added to the earlier findings', () => {
  const rejected = findingsAfter(noFindings, a, notMinted('rejected'));
  expect(rejected).toEqual({ rejected: new Set(['a']), inDoubt: false });
  const both = findingsAfter(rejected, b, { ...superseded, inDoubt: true });
  expect(both).toEqual({ rejected: new Set(['a']), inDoubt: true });
  expect(findingsAfter(both, b, notMinted('rejected'))).toEqual({
    rejected: new Set(['a', 'b']),
    inDoubt: true,
  });
});
