import { activeContest } from '../integration/contest.ts';
import {
  CONTESTED_SECTION,
  contestEffect,
  contestFix,
  contestMeaning,
} from '../integration/contest-texts.ts';
import { isOwnVersion } from '../integration/own-version.ts';
import { consumersNow } from './consumers-text.ts';
import { instant } from './duration-text.ts';
import { DOUBT_VERSION_LENGTH } from './notification-state.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';

/**
 * Notifies of a contested integration at once, then with each daily run until the contest ends, and once at the end of the
 * contest. Notifies of a doubtful lifetime once for each version of the credentials that an operator stores.
 */
export function contestedNotifications(situation: Situation): Found {
  const contest = contestNotifications(situation);
  const doubt = doubtNotifications(situation);
  return {
    notifications: [...contest.notifications, ...doubt.notifications],
    record: (state) => {
      const recorded = contest.record?.(state) ?? state;
      return doubt.record?.(recorded) ?? recorded;
    },
  };
}

function contestNotifications({ state, sent, now, isDaily }: Situation): Found {
  const { contestedOn } = sent;
  const { credentials, status } = state;
  const contest = activeContest(state);
  const isOnlyCredential = credentials.length <= 1;
  if (contest === undefined) {
    if (contestedOn === undefined) return NOTHING;
    return {
      notifications: [
        {
          kind: 'contest-ended',
          severity: 'info',
          isUrgent: isOnlyCredential,
          headline: 'no other program or person mints any more',
          happened: 'no other program or person mints from the credentials of this integration any more.',
          effect: `${consumersNow(state, now)} You do not have to do anything.`,
        },
      ],
      record: (before) => ({ ...before, contestedOn: undefined }),
    };
  }
  const today = new Date(now).toISOString().slice(0, 10);
  const isDue = contestedOn === undefined || (isDaily && contestedOn !== today);
  // While Alation rejects every credential, no program can mint. The rejection has its own alert.
  if (!isDue || status?.state === 'rejected') return NOTHING;
  const { inactiveAt } = contest;
  const last =
    inactiveAt === undefined
      ? ''
      : ` The rotator last found a revoked access token on ${instant(inactiveAt)}.`;
  return {
    notifications: [
      {
        kind: 'contested',
        severity: isOnlyCredential ? 'critical' : 'warning',
        isUrgent: true,
        headline:
          contest.sharedWith === undefined
            ? 'another program or person mints from a credential'
            : `${contest.sharedWith} uses the same credential`,
        happened: `${contestMeaning(contest)} (contested since ${instant(contest.since)}).`,
        effect: `${contestEffect(contest)}${last}`,
        advice: `${contestFix(contest)}:`,
        fix: { kind: 'replace', credentials: credentials.filter(({ name }) => name === contest.credential) },
        runbookSection: CONTESTED_SECTION,
      },
    ],
    record: (before) => ({ ...before, contestedOn: today }),
  };
}

function doubtNotifications({ state: { accessToken, acceptedVersion }, sent }: Situation): Found {
  const version = acceptedVersion?.slice(0, DOUBT_VERSION_LENGTH);
  // A renewal stores a version too, but the lifetime of access tokens does not depend on the refresh token.
  const wasSent =
    version === sent.lifetimeDoubtVersion ||
    (isOwnVersion(acceptedVersion) && sent.lifetimeDoubtVersion !== undefined);
  if (accessToken?.isLifetimeDoubtful !== true || wasSent) return NOTHING;
  return {
    notifications: [
      {
        kind: 'lifetime-doubtful',
        severity: 'warning',
        headline: 'lifetime of access tokens is doubtful',
        happened: `Alation reported an impossible lifetime, or two different lifetimes, for access tokens of the credential "${accessToken.credential}".`,
        effect: 'Consumers are not affected: the rotator uses the shortest possible lifetime.',
        fix: {
          kind: 'command',
          does: 'Ask the Alation administrator which lifetime is set, and whether a proxy changes the answers of Alation',
        },
      },
    ],
    record: (before) => ({ ...before, lifetimeDoubtVersion: version }),
  };
}
