import { harmHeadline, harmText, replacedAfterHarm } from '../integration/renewal-harm.ts';
import type { RenewalState } from '../integration/renewal-state.ts';
import { DAY_MS } from '../time.ts';
import { consumersNow } from './consumers-text.ts';
import type { Notification } from './notification.ts';
import { DAILY_MS, isReminderDue, WEEKLY_MS, withReminder } from './reminders.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';

/** More than a year, so the notification is sent once in practice. */
const ONCE_MS = 400 * DAY_MS;

/**
 * Notifies daily of a lost refresh token until it is replaced, and weekly of a harmful renewal while renewals are on for the
 * integration. If Alation does not have the endpoint for renewals, notifies once. No operator has to act on a failed renewal:
 * the rotator repeats the renewal, and the warner sends every alert about the expiry, as without renewals.
 */
export function renewalNotifications(situation: Situation): Found {
  const { state, now } = situation;
  const { renewal } = state;
  const due = renewal && dueOf(situation, renewal);
  if (due === undefined) return NOTHING;
  const { everyMs, notification } = due;
  const { kind, severity } = notification;
  if (!isReminderDue(situation, kind, severity, everyMs)) return NOTHING;
  return { notifications: [notification], record: (before) => withReminder(before, kind, severity, now) };
}

function dueOf(
  { state, now }: Situation,
  { phase, credential, fingerprint, code }: RenewalState,
): { readonly everyMs: number; readonly notification: Notification } | undefined {
  const stored = state.credentials.find((one) => one.name === credential);
  const common = { kind: `renewal-${phase}`, effect: consumersNow(state, now), runbookSection: 'renewals' };
  if (phase === 'lost' && stored?.fingerprint === fingerprint) {
    return {
      everyMs: DAILY_MS,
      notification: {
        ...common,
        severity: 'critical',
        headline: `refresh token "${credential}" revoked during its renewal`,
        happened: `Alation revoked the refresh token "${credential}", and the rotator could not store the new refresh token.`,
        fix: { kind: 'replace', credentials: [{ name: credential, kind: 'refresh-token' }] },
      },
    };
  }
  if (phase === 'harmful' && state.renews === true) {
    return {
      everyMs: WEEKLY_MS,
      notification: {
        ...common,
        severity: 'critical',
        headline: harmHeadline(code),
        happened: `the rotator renewed the refresh token "${credential}", and ${harmText(code)}. The rotator renews no refresh token of this Alation any more.`,
        fix: {
          kind: 'command',
          does: `Set renewRefreshTokens to false, deploy, and replace ${replacedAfterHarm(code)}. See the state`,
          command: 'status',
        },
      },
    };
  }
  if (phase === 'unavailable' && state.renews === true) {
    return {
      everyMs: ONCE_MS,
      notification: {
        ...common,
        severity: 'warning',
        headline: 'this Alation does not renew refresh tokens',
        happened: `this Alation does not offer the renewal of refresh tokens${code === undefined ? '' : ` (${code})`}. You get alerts before refresh tokens expire.`,
        fix: {
          kind: 'command',
          does: 'Ask the Alation administrator for the API regenRefreshToken, or set renewRefreshTokens to false',
        },
      },
    };
  }
  return undefined;
}
