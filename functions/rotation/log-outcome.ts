import type { RotationOutcome } from './outcome.ts';
import type { Log } from './ports.ts';
import { formatInstant } from './tag-fields.ts';

/** One line for what was done with an integration. Its fields are these and no others: nothing secret can slip in. */
export function logOutcome(log: Log, outcome: RotationOutcome): void {
  const { integration, record } = outcome;
  const state = record?.status?.state;
  switch (outcome.kind) {
    case 'rotated':
    case 'adopted':
      log.info(outcome.kind === 'rotated' ? 'AccessTokenRotated' : 'AccessTokenAdopted', {
        integration,
        state,
        reason: outcome.reason,
        versionId: outcome.versionId,
        credential: record?.accessToken?.credential,
        verified: record?.accessToken?.verified,
        expiresAt: record?.accessToken && formatInstant(record.accessToken.expiresAt),
      });
      return;
    case 'failed':
      log.error('RotationFailed', {
        integration,
        state,
        code: outcome.error.code,
        disposition: outcome.error.disposition,
        explanation: outcome.error.message,
        attempts: record?.backoff?.attempts,
        nextAttemptAt: record?.backoff && formatInstant(record.backoff.nextAttemptAt),
      });
      return;
    case 'probe-unanswered':
      log.warn('ProbeUnanswered', { integration, state });
      return;
    case 'quiet':
      log.info('NothingToDo', { integration, state, reason: outcome.reason });
      return;
    case 'probed':
      log.info('AccessTokenProbed', { integration, state });
      return;
    case 'deferred':
      log.info('Deferred', { integration, state });
  }
}
