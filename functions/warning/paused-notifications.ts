import { Tag } from '../contract.ts';
import type { CredentialState } from '../integration/integration-state.ts';
import { parseInstant, parseTagFields } from '../integration/tag-fields.ts';
import { consumersNow } from './consumers-text.ts';
import { duration, expiryText, instant } from './duration-text.ts';
import { sentAbout } from './notification-state.ts';
import { isRepetitionDue, lastReminder, WEEKLY_MS, withReminder } from './reminders.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';
import { isSameExpiry, NEXT_RUN_MS, stageOf } from './warning-stage.ts';

/** Name of the reminder that is sent while a token of a paused integration expires soon or has expired. */
const PAUSED = 'paused';

/**
 * Notifies of a paused integration when its access token expires or a refresh token reaches a stage, and then weekly. The
 * stages are not recorded as sent, so that after the pause the present stage is sent at its own severity.
 */
export function pausedNotifications(situation: Situation): Found {
  const { state, tags, now } = situation;
  const expiresAt = state.accessToken?.expiresAt ?? Infinity;
  const isExpired = now >= expiresAt;
  const staged = state.credentials.filter((one) => stageAt(one, now, situation) < Infinity);
  const last = lastReminder(situation, PAUSED, WEEKLY_MS);
  const changed = staged.filter((one) => stageAt(one, now, situation) < knownStage(one, situation, last?.at));
  // Whether a token expired after the last reminder.
  const isNewlyExpired = (at = Infinity) => at <= now && at > (last?.at ?? -Infinity);
  const hasChanged = changed.length > 0 || isNewlyExpired(expiresAt);
  const isRepeated = last !== undefined && isRepetitionDue(situation, last, WEEKLY_MS);
  if (!hasChanged && !(isRepeated && (isExpired || staged.length > 0))) return NOTHING;

  const since = parseInstant(parseTagFields(tags[Tag.pauseNote])['since']);
  const [news] = isExpired ? changed : staged;
  const tokens = staged.map(
    (one) =>
      `The refresh token "${one.name}" ${expiryText(one.expiresAt ?? now, now)}, on ${instant(one.expiresAt ?? now)}.`,
  );
  const headline =
    news === undefined
      ? `access token ${expiryText(expiresAt, now)}`
      : `refresh token "${news.name}" ${expiryText(news.expiresAt ?? now, now)}`;
  return {
    notifications: [
      {
        kind: 'paused',
        severity: 'warning',
        isUrgent: [state.accessToken, ...staged].some((one) => isNewlyExpired(one?.expiresAt)),
        headline: `paused, ${headline}`,
        happened:
          since === undefined
            ? 'rotation is paused.'
            : `rotation has been paused for ${duration(now - since)}, since ${instant(since)}.`,
        effect: [consumersNow(state, now), ...tokens].join(' '),
        fix: {
          kind: 'command',
          does: 'Resume rotation when the reason for the pause is over',
          command: 'resume',
        },
      },
    ],
    record: (before) => withReminder(before, PAUSED, 'warning', now),
  };
}

/** The stage of a refresh token; `Infinity` before the first stage. */
function stageAt(
  { expiresAt = Infinity }: CredentialState,
  at: number,
  { isDaily, policy }: Pick<Situation, 'isDaily' | 'policy'>,
): number {
  return stageOf(expiresAt, at, policy.warningDays, isDaily ? NEXT_RUN_MS : 0) ?? Infinity;
}

/** The stage at the last reminder; without a reminder, the stage that was sent before the pause. */
function knownStage(
  credential: CredentialState,
  { sent, policy }: Situation,
  remindedAt: number | undefined,
): number {
  if (remindedAt !== undefined) return stageAt(credential, remindedAt, { isDaily: true, policy });
  const { expiresAt, stage = Infinity } = sentAbout(credential.name, sent);
  return isSameExpiry(expiresAt, credential.expiresAt) ? stage : Infinity;
}
