import { isLaterExpiry } from '../../functions/renewal/harm.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';
import { finding, type Finding } from './finding.ts';
import type { RenewalTrial, RenewalTrialResult } from './try-renewal.ts';

/** The findings of a trial, a line for each effect that Alation does not document. */
export function renewalFindings(result: RenewalTrialResult, now: number): readonly Finding[] {
  switch (result.kind) {
    case 'not-offered':
      return [
        renewal(
          'warning',
          `this Alation does not offer the renewal of refresh tokens${result.status === undefined ? '' : ` (HTTP ${result.status})`}`,
          'Leave renewRefreshTokens off and replace refresh tokens before they expire, or ask the Alation administrator for the API regenRefreshToken',
        ),
      ];
    case 'unknown':
      return [
        renewal(
          'problem',
          `${result.why}. Alation may have revoked the test refresh token`,
          'Try again in a moment with another test refresh token',
        ),
      ];
    case 'renewed':
      return trialFindings(result.trial, now);
  }
}

/** What the result means for the setting `renewRefreshTokens`, in sentences. */
export function renewalMeaning(result: RenewalTrialResult): readonly string[] {
  if (result.kind === 'not-offered') {
    return [
      'With renewRefreshTokens the rotator would try a renewal once a day. The warnings about expiries would stay as they are.',
    ];
  }
  if (result.kind === 'unknown') return [];
  const { trial } = result;
  if (trial.newRefreshToken === false) {
    return ['Leave renewRefreshTokens off: the new refresh token does not work.'];
  }
  const [extended, harmed] = [isExtended(trial), harmsOthers(trial)];
  if (extended === false) {
    return [
      'Leave renewRefreshTokens off: the renewal did not extend the lifetime. If the refresh token was created just now, repeat the trial with a refresh token that is a day old.',
    ];
  }
  if (harmed === true) {
    return [
      'A renewal revokes other tokens of the same user. Switch renewRefreshTokens on only if every credential of an integration, ' +
        'and every program, has an Alation user of its own. If two of them share a user, the rotator renews nothing more after the first renewal.',
    ];
  }
  const known = extended === true && harmed === false && trial.newRefreshToken === true;
  return [
    known
      ? 'You can switch renewRefreshTokens on: a renewal extends the lifetime and revokes no other token of the user.'
      : 'The trial did not answer every question. With renewRefreshTokens the rotator finds the answers after its first renewal. If that renewal was harmful, the rotator renews nothing more.',
    ...(trial.accessToken === false ? [OWN_ACCESS_TOKEN] : []),
  ];
}

const OWN_ACCESS_TOKEN =
  'A renewal revokes the access token that was minted from the old refresh token. The rotator renews only when its rotation would revoke that access token anyway.';

function trialFindings(trial: RenewalTrial, now: number): readonly Finding[] {
  const { isSame, oldRefreshToken, newRefreshToken, accessToken, others } = trial;
  return [
    renewal(
      'ok',
      isSame ? 'Alation returned the same refresh token' : 'Alation returned a new refresh token',
    ),
    newRefreshToken === true
      ? line('New refresh token', 'ok', 'an access token from it is active')
      : newRefreshToken === false
        ? line('New refresh token', 'problem', 'Alation mints no active access token from it')
        : line('New refresh token', 'warning', NO_ANSWER),
    ...(isSame
      ? []
      : [
          line(
            'Old refresh token',
            oldRefreshToken === undefined ? 'warning' : 'ok',
            stateText(oldRefreshToken),
          ),
        ]),
    lifetime(trial, now),
    line('Old access token', accessToken === undefined ? 'warning' : 'ok', stateText(accessToken)),
    ...(others === undefined
      ? [
          line(
            'Other tokens',
            'warning',
            'not tried, because there was no second refresh token of the same user',
            'To find out what happens to the other tokens of a user, give two test refresh tokens: {"base_url": "https://…", "credentials": [{"refresh_token": "…", "user_id": 102}, {"refresh_token": "…", "user_id": 102}]}',
          ),
        ]
      : [other('Other refresh token', others.refreshToken), other('Other access token', others.accessToken)]),
  ];
}

function lifetime(trial: RenewalTrial, now: number): Finding {
  const { expiresBefore, expiresAfter } = trial;
  if (expiresBefore === undefined || expiresAfter === undefined) {
    return line('New expiry', 'warning', 'Alation does not report it');
  }
  const until = `expires on ${instant(expiresAfter)}`;
  if (isExtended(trial) === true) {
    return line('New expiry', 'ok', `${until}, ${duration(expiresAfter - expiresBefore)} later than before`);
  }
  return isCreatedNow(expiresBefore, now)
    ? line(
        'New expiry',
        'warning',
        `${until}, not later than before: the refresh token may have been created just now`,
        OLDER,
      )
    : line('New expiry', 'problem', `${until}, not later than before`);
}

const OLDER =
  'To find out whether a renewal extends the lifetime, repeat the trial with a refresh token that is a day old';

/**
 * Whether a refresh token may be only minutes old. Alation sets its lifetime in whole days, so the remaining lifetime is
 * then a whole number of days minus a few minutes.
 */
function isCreatedNow(expiresAt: number, now: number): boolean {
  return DAY_MS - ((expiresAt - now) % DAY_MS) < 15 * MINUTE_MS;
}

function other(what: string, isActive: boolean | undefined): Finding {
  const verdict = isActive === undefined ? 'warning' : isActive ? 'ok' : 'problem';
  return line(
    what,
    verdict,
    isActive === false ? 'revoked by the renewal of the first refresh token' : stateText(isActive),
  );
}

const NO_ANSWER = 'not known: Alation gave no usable answer';

function stateText(isActive: boolean | undefined): string {
  return isActive === undefined ? NO_ANSWER : isActive ? 'stays active' : 'revoked at once';
}

function isExtended({ expiresBefore, expiresAfter }: RenewalTrial): boolean | undefined {
  return expiresBefore === undefined || expiresAfter === undefined
    ? undefined
    : isLaterExpiry(expiresBefore, expiresAfter);
}

function harmsOthers({ others }: RenewalTrial): boolean | undefined {
  if (others === undefined) return undefined;
  const states = new Set([others.refreshToken, others.accessToken]);
  if (states.has(false)) return true;
  return states.has(undefined) ? undefined : false;
}

function renewal(verdict: Finding['verdict'], says: string, ...todo: readonly string[]): Finding {
  return line('Renewal', verdict, says, ...todo);
}

function line(what: string, verdict: Finding['verdict'], says: string, ...todo: readonly string[]): Finding {
  return finding('Alation', what, verdict, says, ...todo);
}
