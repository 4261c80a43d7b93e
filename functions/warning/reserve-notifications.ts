import { hasExpired, isUsable } from '../integration/usable-credentials.ts';
import { EXPIRED_STAGE } from './warning-stage.ts';
import { sentAbout } from './notification-state.ts';
import { isRefusalReported } from './refusal-mark.ts';
import { isRepetitionDue, lastReminder, WEEKLY_MS, withReminder } from './reminders.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';

/** Name of the reminder that is sent while only one of several credentials works. */
const RESERVE = 'reserve';

/**
 * Notifies weekly while only one of several credentials works, because the others were refused or have expired. The first
 * notification is not sent if the same run reports the refusal or the expiry. A credential that an operator removed is missing
 * from the state, so its removal is not reported.
 */
export function reserveNotifications(situation: Situation): Found {
  const { state, sent, now } = situation;
  const [left, ...others] = state.credentials.filter((credential) => isUsable(credential, now));
  if (state.credentials.length < 2 || left === undefined || others.length > 0) return NOTHING;
  const lost = state.credentials.filter((credential) => credential !== left);
  const record: Found['record'] = (before) => withReminder(before, RESERVE, 'warning', now);
  const last = lastReminder(situation, RESERVE, WEEKLY_MS);
  const isBeingReported = lost.some((credential) => {
    const about = sentAbout(credential.name, sent);
    const isExpiryReported = hasExpired(credential, now) && about.stage === EXPIRED_STAGE;
    return !isExpiryReported && !isRefusalReported(credential, about);
  });
  if (last === undefined && isBeingReported) return { notifications: [], record };
  if (last !== undefined && !isRepetitionDue(situation, last, WEEKLY_MS)) return NOTHING;
  const names = lost.map(({ name }) => `"${name}"`).join(', ');
  return {
    notifications: [
      {
        kind: 'reserve-gone',
        severity: 'warning',
        headline: `only "${left.name}" of ${state.credentials.length} credentials works`,
        happened: `only the credential "${left.name}" works. ${names} ${lost.length === 1 ? 'is' : 'are'} rejected, forbidden or expired.`,
        effect: `The reserve is gone. Each rotation makes the previous access token inactive. If "${left.name}" fails too, consumers get no new access token.`,
        fix: { kind: 'replace', credentials: lost.map(({ name, kind }) => ({ name, kind })) },
      },
    ],
    record,
  };
}
