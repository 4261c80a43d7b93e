import { activeContest } from '../integration/contest.ts';
import {
  CONTESTED_SECTION,
  contestEffect,
  contestFix,
  contestMeaning,
} from '../integration/contest-texts.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { instant } from './duration-text.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import { notificationCredential } from './notification.ts';
import type { Notification } from './notification.ts';
import type { NotificationState } from './notification-state.ts';
import { replaceSteps } from './replace-steps.ts';

/** Due notifications about who else mints and about doubtful lifetimes, and the notification state once they are sent. */
export type ContestedNotifications = {
  readonly notifications: readonly Notification[];
} & Pick<NotificationState, 'contestedOn' | 'lifetimeDoubtVersion'>;

/**
 * Decides which are due: that an integration is contested, once a day (UTC) until that ends; that it ended; and a
 * doubtful lifetime, once for each stored version of the credentials.
 */
export function contestedNotifications(
  integrationState: IntegrationState,
  sent: NotificationState,
  now: number,
): ContestedNotifications {
  const contest = contestNotifications(integrationState, sent, now);
  const doubt = doubtNotifications(integrationState, sent);
  return { ...contest, ...doubt, notifications: [...contest.notifications, ...doubt.notifications] };
}

function contestNotifications(
  state: IntegrationState,
  { contestedOn }: NotificationState,
  now: number,
): Pick<ContestedNotifications, 'notifications' | 'contestedOn'> {
  const contest = activeContest(state);
  if (contest === undefined) {
    return {
      notifications: contestedOn === undefined ? [] : [{ kind: 'contest-ended' }],
      contestedOn: undefined,
    };
  }
  const today = new Date(now).toISOString().slice(0, 10);
  // While Alation rejects every credential, nobody mints. That has an alert of its own.
  if (contestedOn === today || state.status?.state === 'rejected') return { notifications: [], contestedOn };
  const { credentials } = state;
  const credential = credentials.find(({ name }) => name === contest.credential);
  const notification: Notification = {
    kind: 'contested',
    contest,
    credential: credential && notificationCredential(credential),
    isOnlyCredential: credentials.length <= 1,
  };
  return { notifications: [notification], contestedOn: today };
}

function doubtNotifications(
  { accessToken, acceptedVersion }: IntegrationState,
  { lifetimeDoubtVersion }: NotificationState,
): Pick<ContestedNotifications, 'notifications' | 'lifetimeDoubtVersion'> {
  // A few characters suffice to distinguish two versions, and the tag has little room.
  const version = acceptedVersion?.slice(0, 8);
  if (accessToken?.isLifetimeDoubtful !== true || version === lifetimeDoubtVersion) {
    return { notifications: [], lifetimeDoubtVersion };
  }
  return {
    notifications: [{ kind: 'lifetime-doubtful', credential: accessToken.credential }],
    lifetimeDoubtVersion: version,
  };
}

/** A notification of this file as lines of text: what happened, what it means for consumers, what to do. */
export function contestedLines(
  about: IntegrationNotifications,
  notification: Extract<Notification, { kind: 'contested' | 'contest-ended' | 'lifetime-doubtful' }>,
  { secretPrefix, runbookUrl }: { readonly secretPrefix: string; readonly runbookUrl?: string | undefined },
): readonly string[] {
  switch (notification.kind) {
    case 'contested': {
      const { contest, credential } = notification;
      const { inactiveAt } = contest;
      const last =
        inactiveAt === undefined
          ? ''
          : ` The rotator last found a revoked access token on ${instant(inactiveAt)}.`;
      const [, ...steps] = replaceSteps(about, secretPrefix, credential);
      return [
        `${contestMeaning(contest)} (contested since ${instant(contest.since)}).`,
        `${contestEffect(contest)}${last}`,
        `What to do: ${contestFix(contest)}:`,
        ...steps,
        'You get this alert once a day until the cause is gone.',
        ...(runbookUrl === undefined
          ? []
          : [`More about contested integrations: ${runbookUrl}#${CONTESTED_SECTION}`]),
      ];
    }
    case 'contest-ended':
      return ['nobody else mints from its credentials any more. You do not have to do anything.'];
    case 'lifetime-doubtful':
      return [
        `Alation's answer contradicts itself about the lifetime of access tokens of the credential "${notification.credential}".`,
        'Consumers are served: the rotator takes the shortest lifetime that is possible.',
        'What to do: Ask the Alation administrator which lifetime is set, and whether a proxy changes the answers of Alation.',
      ];
  }
}
