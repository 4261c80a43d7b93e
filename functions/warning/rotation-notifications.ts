import { criticalFrom } from '../integration/alert-times.ts';
import { FAILURE_KINDS, failureOf } from '../integration/failure.ts';
import type { Failure, FailureKind } from '../integration/failure.ts';
import { failureText } from '../integration/failure-texts.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { Severity } from '../contract.ts';
import { MINUTE_MS } from '../time.ts';
import { consumersNow } from './consumers-text.ts';
import { duration, instant, timeAgo } from './duration-text.ts';
import { EXPIRED, hasEveryCredentialExpired } from './expiry-notifications.ts';
import type { Notification } from './notification.ts';
import type { NotificationState } from './notification-state.ts';
import { DAILY_MS, isReminderDue, withReminder } from './reminders.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';

/** Name of the reminder that is sent while rotation fails or all credentials are rejected. */
const ROTATION = 'rotation';

/**
 * Notifies that rotation fails, that all credentials are rejected, or that rotation works again. A failure is reported
 * when it begins, when another operator must act (`failureOf` distinguishes failures), when it becomes critical, and
 * daily.
 */
export function rotationNotifications(situation: Situation): Found {
  const { state, sent, now } = situation;
  // The expiry of every credential is the cause, and has its own notification.
  if (hasEveryCredentialExpired(situation)) return NOTHING;
  const failure = failureOf(state);
  if (failure === undefined) return recovery(situation);
  const sentFailure = sent.failure?.versionId === failure.versionId ? sent.failure : undefined;
  const isSent = (kind: FailureKind) => sentFailure?.kinds.includes(kind) === true;
  const severity = failureSeverity(failure, state, now);
  if (isSent(failure.kind) && !isReminderDue(situation, ROTATION, severity, DAILY_MS)) return NOTHING;
  const kinds = FAILURE_KINDS.filter((kind) => kind === failure.kind || isSent(kind));
  return {
    notifications: [failureNotification(situation, failure, severity)],
    record: (before) =>
      withReminder(
        { ...before, state: failure.status.state, failure: { versionId: failure.versionId, kinds } },
        ROTATION,
        severity,
        now,
      ),
  };
}

/** Whether the last alert about rotation said that rotation fails or that no credential is left. */
export function wasFailureReported({ state, reminders }: NotificationState): boolean {
  return state === 'failing' || state === 'rejected' || reminders[EXPIRED] !== undefined;
}

function recovery({ state, sent, now }: Situation): Found {
  if (!wasFailureReported(sent) || state.status?.state !== 'fresh') return NOTHING;
  // Earlier versions stored no severity, and reported each failure as critical.
  const wasCritical =
    sent.reminders[EXPIRED] !== undefined || sent.reminders[ROTATION]?.severity !== 'warning';
  return {
    notifications: [
      {
        kind: 'rotation-recovered',
        severity: 'info',
        isUrgent: wasCritical,
        headline: 'rotation works again',
        happened: 'rotation works again.',
        effect: consumersNow(state, now),
      },
    ],
    record: (before) => {
      const recovered = { ...before, state: 'fresh' as const, failure: undefined };
      return withReminder(withReminder(recovered, EXPIRED, undefined, now), ROTATION, undefined, now);
    },
  };
}

/**
 * A failure is a warning while the rotator retries and the verified access token has more than a third of its lifetime
 * left.
 */
function failureSeverity({ kind }: Failure, { accessToken }: IntegrationState, now: number): Severity {
  if (kind === 'rejected' || accessToken?.verified !== true) return 'critical';
  return now >= criticalFrom(accessToken) ? 'critical' : 'warning';
}

function failureNotification(
  { state, now }: Situation,
  { status: { state: failing, code, since } }: Failure,
  severity: Severity,
): Notification {
  // A failure that has just begun has no duration.
  const lasted = now - since < MINUTE_MS ? '' : ` for ${duration(now - since)}`;
  if (failing === 'rejected') {
    return {
      kind: 'all-rejected',
      severity,
      headline: `all credentials rejected ${timeAgo(since, now)}`,
      happened: `Alation rejected every credential ${timeAgo(since, now)}, on ${instant(since)}. Rotation has stopped. Once a day the rotator checks whether Alation accepts one of the credentials again.`,
      effect: consumersNow(state, now),
      fix: { kind: 'replace', credentials: [] },
      runbookSection: 'credentialrejected',
    };
  }
  const { meaning, effect } = failureText(code);
  return {
    kind: 'rotation-failing',
    severity,
    headline: `rotation failing${lasted}`,
    happened: `rotation has been failing${lasted}${lasted && ','} since ${instant(since)}: ${meaning}${code === undefined ? '' : ` (${code})`}.`,
    effect: consumersNow(state, now, effect),
    fix: { kind: 'code', code },
    runbookSection: code?.toLowerCase(),
  };
}
