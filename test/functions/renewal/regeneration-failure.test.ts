import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import { regenerationFailure } from '../../../functions/renewal/regeneration-failure.ts';

test.each<[string, string, RotationErrorCode, RotationErrorDetail]>([
  ['a lost answer', 'unknown', 'AlationUnavailable', { sent: true }],
  ['a lost answer with the status 404', 'unknown', 'AlationUnavailable', { sent: true, status: 404 }],
  ['a defect', 'unknown', 'Unexpected', {}],
  ['a missing endpoint', 'unavailable', 'AlationRequestRefused', { sent: false, status: 404 }],
  ['a forbidden endpoint', 'unavailable', 'AlationForbidden', { status: 403 }],
  ['a refused refresh token', 'failed', 'CredentialRejected', { status: 401 }],
  ['no connection', 'failed', 'AlationUnavailable', { sent: false }],
])('after %s the outcome of a renewal is %s', (_, outcome, code, detail) => {
  expect(regenerationFailure(new RotationError(code, 'injected', detail))).toBe(outcome);
});
