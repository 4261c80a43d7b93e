import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { RotationErrorCode } from '../../../functions/integration/rotation-error.ts';
import { stateAfterFailure } from '../../../functions/rotation/state-after-failure.ts';
import { failure } from './facts-fixture.ts';
import { accessTokenState, integrationState, NOW, VERSION } from './state-fixture.ts';

const versions = { day: NOW, today: 2, before: 1 };

function after(code: RotationErrorCode) {
  const before = integrationState({ accessToken: accessTokenState({ versions }) });
  const context = { ...before, versionId: VERSION, inDoubt: false };
  return stateAfterFailure(before, failure(code), context, NOW, defaultPolicy);
}

test('a failure is counted in its month', () => {
  expect(after('AlationUnavailable').outcomes).toMatchObject({
    month: '2026-01',
    counts: { rotated: 0, failed: 1, renewed: 0 },
  });
});

test('only a failed publication makes the rotator count the versions again', () => {
  expect(after('AlationUnavailable').accessToken?.versions).toEqual(versions);
  expect(after('PublishFailed').accessToken?.versions).toBeUndefined();
});
