import { shownState } from '../integration/contest.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import type { Log } from '../integration/ports.ts';
import { formatInstant } from '../integration/tag-fields.ts';

/** Logs the outcome of one integration in one line. The code names each field, so that the log contains no secret. */
export function logOutcome(log: Log, outcome: RotationOutcome): void {
  const { integration, state: after } = outcome;
  const state = after && shownState(after);
  switch (outcome.kind) {
    case 'rotated':
    case 'adopted':
      log.info(outcome.kind === 'rotated' ? 'AccessTokenRotated' : 'AccessTokenAdopted', {
        integration,
        state,
        reason: outcome.reason,
        versionId: outcome.versionId,
        credential: after?.accessToken?.credential,
        verified: after?.accessToken?.verified,
        expiresAt: after?.accessToken && formatInstant(after.accessToken.expiresAt),
      });
      return;
    case 'failed':
      log.error('RotationFailed', {
        integration,
        state,
        code: outcome.error.code,
        disposition: outcome.error.disposition,
        explanation: outcome.error.message,
        attempts: after?.backoff?.attempts,
        nextAttemptAt: after?.backoff && formatInstant(after.backoff.nextAttemptAt),
      });
      return;
    case 'probe-unanswered':
      log.warn('ProbeUnanswered', { integration, state });
      return;
    case 'skipped':
      log.info('NothingToDo', { integration, state, reason: outcome.reason });
      return;
    case 'probed':
      log.info(outcome.isAnswer === true ? 'RequestAnswered' : 'AccessTokenProbed', { integration, state });
      return;
    case 'deferred':
      log.info('Deferred', { integration, state });
  }
}
