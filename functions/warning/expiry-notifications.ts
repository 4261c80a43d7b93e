import { DetailType } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { CLOCK_TOLERANCE_MS } from '../integration/plausible-state.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import { nearbyExpiries, hasExpired, isUsable } from '../integration/usable-credentials.ts';
import { warningDaysOf } from '../integration/renewal-outlook.ts';
import { DAY_MS } from '../time.ts';
import { consumersNow, isLastCredential, withoutCredential } from './consumers-text.ts';
import { expiryText, instant } from './duration-text.ts';
import type { Notification } from './notification.ts';
import { sentAbout, withCredential } from './notification-state.ts';
import type { CredentialNotificationState } from './notification-state.ts';
import { isRefusalReported } from './refusal-mark.ts';
import { DAILY_MS, isReminderDue, withReminder } from './reminders.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';
import {
  daysLeft,
  EXPIRED_STAGE,
  isLaterExpiry,
  isSameExpiry,
  NEXT_RUN_MS,
  stageOf,
} from './warning-stage.ts';

/** The alert about the last credential is critical when at most this many days are left, rounded down. */
export const CRITICAL_DAYS = 3;

/** Name of the reminder that is sent while every credential has expired. */
export const EXPIRED = 'expired';

/**
 * Notifies of a refresh token that expires or has expired: once for each stage of each expiry, even if a notification of
 * acceptance named the expiry before. While every credential has expired, the notification is repeated daily.
 */
export function expiryNotifications(situation: Situation): Found {
  const { state, now } = situation;
  const allExpired = hasEveryCredentialExpired(situation);
  const isRepeated = allExpired && isReminderDue(situation, EXPIRED, 'critical', DAILY_MS);
  // The refresh token that expired last comes first.
  const latestFirst = state.credentials.toSorted(
    (one, other) => (other.expiresAt ?? 0) - (one.expiresAt ?? 0),
  );
  const due = (allExpired ? latestFirst : state.credentials).flatMap((credential) => {
    const stage = dueStage(credential, situation);
    if (stage !== undefined) return [{ credential, stage, isNew: true }];
    return isRepeated ? [{ credential, stage: EXPIRED_STAGE, isNew: false }] : [];
  });
  if (due.length === 0) return NOTHING;
  return {
    notifications: due.map((one) => expiryNotification(situation, one)),
    record: (before) => {
      const after = due.reduce(
        (recorded, { credential: { name, expiresAt }, stage }) =>
          withCredential(recorded, name, { expiresAt, stage }),
        before,
      );
      return allExpired ? withReminder(after, EXPIRED, 'critical', now) : after;
    },
  };
}

/**
 * Whether every credential has expired, by the dates that Alation reported. Alation rejects an expired credential. That
 * rejection is no separate failure. A credential that was rejected before its expiry was revoked, and does not count as
 * expired.
 */
export function hasEveryCredentialExpired({ state, sent, now }: Situation): boolean {
  return (
    state.credentials.length > 0 &&
    state.credentials.every(
      (credential) =>
        hasExpired(credential, now) && !wasRevoked(credential, sentAbout(credential.name, sent)),
    )
  );
}

function wasRevoked(credential: CredentialState, sent: CredentialNotificationState): boolean {
  return (
    credential.state === 'rejected' && isRefusalReported(credential, sent) && sent.stage !== EXPIRED_STAGE
  );
}

/** The stage to send; undefined if no stage is due. */
function dueStage(
  credential: CredentialState,
  { state, sent, now, isDaily, policy }: Situation,
): number | undefined {
  const { name, expiresAt = Infinity } = credential;
  const about = sentAbout(name, sent);
  if (wasRevoked(credential, about)) return undefined;
  if (credential.state === 'rejected' && !hasExpired(credential, now)) return undefined;
  const isKnown = isSameExpiry(about.expiresAt, expiresAt) && wasReached(about, now);
  const sentStage = isKnown ? (about.stage ?? Infinity) : Infinity;
  // A refresh token that the rotator renews has only the last stages.
  const warningDays = warningDaysOf(state, credential, policy.warningDays);
  const stageBefore = (ms: number) => stageOf(expiresAt, now, warningDays, ms) ?? Infinity;
  // Another run sends only after a stage is reached, and then the stage that the next daily run would send.
  const isDue = stageBefore(isDaily ? NEXT_RUN_MS : 0) < sentStage;
  return isDue ? stageBefore(NEXT_RUN_MS) : undefined;
}

/**
 * Whether the daily run could have sent this stage by now. If not, an operator or a warner with a wrong clock wrote the
 * tag, and the stage that was sent is unknown.
 */
function wasReached({ expiresAt = 0, stage = 0 }: CredentialNotificationState, now: number): boolean {
  const early = stage === EXPIRED_STAGE ? 0 : NEXT_RUN_MS;
  return now >= expiresAt - stage * DAY_MS - early - CLOCK_TOLERANCE_MS;
}

function expiryNotification(
  situation: Situation,
  { credential, stage, isNew }: { credential: CredentialState; stage: number; isNew: boolean },
): Notification {
  const { state, now } = situation;
  const { name, kind, expiresAt = now, expirySource } = credential;
  const isLast = isLastCredential(credential, state, now);
  const isEstimated = expirySource === 'estimated';
  const isExpired = stage === EXPIRED_STAGE;
  const days = situation.isDaily ? Math.min(stage, daysLeft(expiresAt, now)) : daysLeft(expiresAt, now);
  const isCritical = isLast && days <= CRITICAL_DAYS && !(isExpired && isEstimated);
  const when = expiryText(expiresAt, now, isEstimated);
  const date = `on ${instant(expiresAt)}${isEstimated ? ' (an estimate: Alation did not report the expiry)' : ''}`;
  const token =
    isLast && !expiresBeforeAnother(credential, state) ? 'last refresh token' : `refresh token "${name}"`;
  const common = {
    severity: isCritical ? ('critical' as const) : ('warning' as const),
    fix: { kind: 'replace' as const, credentials: [{ name, kind }] },
    event: isNew ? expiryEvent(situation, credential, stage) : undefined,
  };
  if (!isExpired) {
    return {
      ...common,
      kind: 'refresh-token-expiring',
      headline: `${token} ${when}`,
      happened: `the refresh token "${name}" ${when}, ${date}.`,
      effect: `After that, ${withoutCredential(isLast)}`,
      advice: nearbyExpiriesText(situation),
    };
  }
  return {
    ...common,
    kind: isEstimated ? 'refresh-token-expiry-estimated' : 'refresh-token-expired',
    isUrgent: !isEstimated,
    headline: `${token} ${when}`,
    happened: `the refresh token "${name}" ${when}, ${date}.`,
    effect: `${consumersNow(state, now)} ${isEstimated ? `If the refresh token has expired, ${withoutCredential(isLast)}` : mintingText(isLast)}`,
  };
}

/** Whether another credential expires later, by half a day or more. */
function expiresBeforeAnother({ expiresAt }: CredentialState, { credentials }: IntegrationState): boolean {
  return credentials.some((other) => isLaterExpiry(other.expiresAt, expiresAt));
}

function mintingText(isLast: boolean): string {
  return isLast
    ? 'The rotator cannot mint new access tokens.'
    : 'The rotator can mint access tokens from the other credentials only.';
}

/** The advice about credentials that expire within 7 days of each other; undefined if there are none. */
function nearbyExpiriesText({ state, now }: Situation): string | undefined {
  const nearby = nearbyExpiries(state.credentials, now);
  if (nearby === undefined) return undefined;
  const names = nearby.names.map((name) => `"${name}"`).join(' and ');
  const isLast = state.credentials.every(
    (credential) => nearby.names.includes(credential.name) || !isUsable(credential, now),
  );
  return `${names} expire within 7 days of each other. When all of them have expired, ${withoutCredential(isLast)} Replace "${nearby.names[0]}" before ${instant(nearby.replaceBefore)}.`;
}

/**
 * The event of an estimated expiry in the past is `Refresh Token Expiring` with stage 0: programs act on `Refresh Token
 * Expired`.
 */
function expiryEvent(
  { integration, state, now }: Situation,
  { name, expiresAt = now, expirySource }: CredentialState,
  stage: number,
): RotatorEvent {
  const common = {
    integration,
    owner: state.owner,
    credential: name,
    expiresAt: formatInstant(expiresAt),
    expirySource,
  };
  return stage === EXPIRED_STAGE && expirySource !== 'estimated'
    ? { detailType: DetailType.refreshTokenExpired, detail: common }
    : {
        detailType: DetailType.refreshTokenExpiring,
        detail: { ...common, stage, daysLeft: daysLeft(expiresAt, now) },
      };
}
