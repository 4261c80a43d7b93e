import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import { regenerationFailure } from '../../../functions/renewal/regeneration-failure.ts';

test.each<[string, RotationErrorCode, RotationErrorDetail, string]>([
  ['a lost answer', 'AlationUnavailable', { sent: true }, 'unknown'],
  ['a lost answer with the status 404', 'AlationUnavailable', { sent: true, status: 404 }, 'unknown'],
  ['a defect', 'Unexpected', {}, 'unknown'],
  ['a missing endpoint', 'AlationRequestRefused', { sent: false, status: 404 }, 'unavailable'],
  ['a forbidden endpoint', 'AlationForbidden', { status: 403 }, 'unavailable'],
  ['a refused refresh token', 'CredentialRejected', { status: 401 }, 'failed'],
  ['no connection', 'AlationUnavailable', { sent: false }, 'failed'],
])('the outcome of a renewal after %s', (_, code, detail, outcome) => {
  expect(regenerationFailure(new RotationError(code, 'injected', detail))).toBe(outcome);
});
