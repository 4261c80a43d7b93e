import type { Credential, RefreshTokenCredential } from '../../functions/integration/credential.ts';
import { usageError } from '../cli-error.ts';
import { requireToken, tokenProblem, unwrappedToken } from '../input/token-text.ts';
import type { Session } from '../session.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import { renewalFindings, renewalMeaning } from './renewal-findings.ts';
import { requireUnusedUser, type UnusedUserOptions } from './require-unused-user.ts';
import { tryRenewal, type RenewalTrialResult } from './try-renewal.ts';
import { failure, type Finding } from './finding.ts';
import type { TestCredentials } from './test-credentials.ts';

/** The text that the command shows before it asks for the refresh token. */
export const RENEWAL_NOTE =
  'The trial revokes the test refresh token: it asks Alation once for a new refresh token (regenRefreshToken). The command ' +
  'neither shows nor stores the new refresh token. Alation may also revoke other tokens of the same user. Use a refresh token that you created for this trial, ' +
  'of a user whom no integration and no other program uses.';

/** The refresh token that a trial renews, and a second refresh token of the same user if there is one. */
export interface RenewalPair {
  readonly baseUrl: string;
  readonly credential: RefreshTokenCredential;
  readonly other: RefreshTokenCredential | undefined;
}

/** The result of a trial. */
export interface RenewalCheck {
  readonly findings: readonly Finding[];
  readonly meaning: readonly string[];
  readonly result: RenewalTrialResult | undefined;
  /** What to do afterwards. */
  readonly todo: readonly string[];
}

/**
 * Makes sure that the trial may begin: the credentials must be refresh tokens of one user whom no integration uses. Asks
 * for a missing second refresh token if an operator can answer.
 *
 * @throws CliError
 */
export async function prepareRenewal(
  session: Session,
  { baseUrl, credential, other }: TestCredentials,
  options: UnusedUserOptions,
): Promise<RenewalPair> {
  const first = requireRefreshToken(credential);
  let second = other && requireRefreshToken(other);
  if (second !== undefined && second.userId !== first.userId) {
    throw usageError(
      `The two test refresh tokens belong to the users ${first.userId} and ${second.userId}`,
      'Give two refresh tokens of the same user',
    );
  }
  await requireUnusedUser(session, baseUrl, first, options);
  if (second === undefined && session.terminal.interactive)
    second = await askForSecond(session, baseUrl, first);
  if (second?.refreshToken.equals(first.refreshToken)) {
    throw usageError('Both test refresh tokens are the same', 'Give two refresh tokens of the same user');
  }
  return { baseUrl, credential: first, other: second };
}

/** Tries the renewal. A trial that cannot begin is a finding. */
export async function checkRenewal(
  { alation, clock, terminal }: Session,
  pair: RenewalPair,
): Promise<RenewalCheck> {
  const todo = [
    `Revoke the test refresh tokens and any refresh token that the renewal created: ${refreshTokenPage(pair.baseUrl)}`,
  ];
  try {
    const result = await terminal.during(
      'Trying the renewal of a refresh token',
      () => tryRenewal({ alation, ...pair }),
      () => `Cancelled. The refresh token may be renewed already. ${todo.join(' ')}`,
    );
    return { findings: renewalFindings(result, clock.now()), meaning: renewalMeaning(result), result, todo };
  } catch (error) {
    return { findings: [failure('Alation', 'Renewal', error)], meaning: [], result: undefined, todo };
  }
}

function requireRefreshToken(credential: Credential): RefreshTokenCredential {
  if (credential.kind === 'refresh-token') return credential;
  throw usageError(
    'Alation has no renewal for OAuth clients, and client secrets do not expire',
    'Give a refresh token for this test only',
  );
}

async function askForSecond(
  { prompts }: Session,
  baseUrl: string,
  first: RefreshTokenCredential,
): Promise<RefreshTokenCredential | undefined> {
  const question = `A second test refresh token of user ${first.userId} shows what a renewal does to other tokens (create it at ${refreshTokenPage(baseUrl)}). Do you have a second test refresh token?`;
  if (!(await prompts.yes(question))) return undefined;
  const given = await prompts.secret('Second refresh token', (answer) => {
    const problem = tokenProblem(unwrappedToken(answer));
    return problem && `The refresh token ${problem.why}. ${problem.todo}`;
  });
  return { ...first, name: 'second', refreshToken: requireToken(given.reveal(), 'The second refresh token') };
}
