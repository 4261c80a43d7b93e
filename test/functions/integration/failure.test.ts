import { expect, test } from 'vitest';
import { failureOf, isSameFailure, needsOperator } from '../../../functions/integration/failure.ts';
import { credentialState, NOW, OLDER_VERSION, integrationState, VERSION } from '../rotation/state-fixture.ts';

const failingWith = (code: string | undefined) =>
  integrationState({ status: { state: 'failing', code, since: NOW } });

test.each([
  { code: 'AlationUnavailable', kind: 'wait' },
  { code: 'CredentialRejected', kind: 'reauthorize' },
  { code: 'AlationForbidden', kind: 'reconfigure' },
  { code: 'Unexpected', kind: 'intervene' },
  { code: 'UnknownCode', kind: 'intervene' },
  // A tag may hold any word, and every object has these two properties.
  { code: 'constructor', kind: 'intervene' },
  { code: '__proto__', kind: 'intervene' },
  { code: undefined, kind: 'intervene' },
])('a failure with the code $code is of the kind $kind', ({ code, kind }) => {
  const state = failingWith(code);
  expect(failureOf(state)).toEqual({ kind, versionId: VERSION, status: state.status });
});

test.each(['fresh', 'retrying', undefined] as const)(
  'an integration in the state %s has no failure',
  (name) => {
    const state = integrationState({
      status: name && { state: name, code: 'AlationUnavailable', since: NOW },
    });
    expect(failureOf(state)).toBeUndefined();
    expect(needsOperator(state)).toBe(false);
  },
);

test('a failure has the version of the credentials secret with which the rotation failed, or none if it is not known', () => {
  const backoff = { versionId: OLDER_VERSION, attempts: 1, nextAttemptAt: NOW };
  expect(failureOf({ ...failingWith('Unexpected'), backoff })?.versionId).toBe(OLDER_VERSION);
  expect(failureOf({ ...failingWith('Unexpected'), credentials: [] })?.versionId).toBeUndefined();
});

test('failures are the same if they have the same kind and version', () => {
  const status = { state: 'failing', code: 'AlationUnavailable', since: NOW } as const;
  const failure = { kind: 'wait', versionId: VERSION, status } as const;
  expect(isSameFailure(failure, { ...failure, status: { ...status, code: 'AlationThrottled' } })).toBe(true);
  expect(isSameFailure(failure, { ...failure, kind: 'reconfigure' })).toBe(false);
  expect(isSameFailure(failure, { ...failure, versionId: OLDER_VERSION })).toBe(false);
  expect(isSameFailure(undefined, { ...failure, versionId: undefined })).toBe(false);
});

test('the failure of a rejected integration is of the kind rejected, whatever its code', () => {
  const status = { state: 'rejected', code: 'Unexpected', since: NOW } as const;
  const state = integrationState({ status, credentials: [credentialState({ state: 'rejected' })] });
  expect(failureOf(state)).toMatchObject({ kind: 'rejected' });
});
