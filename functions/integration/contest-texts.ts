import { causeOf } from './contest.ts';
import type { Contest, ContestCause } from './contest.ts';

/** Section of the runbook about contested integrations. */
export const CONTESTED_SECTION = 'contested';

/** What happened, as a clause without a final period. */
export function contestMeaning({ credential, sharedWith }: Contest): string {
  return sharedWith === undefined
    ? `another program or person mints from the credential "${credential}"`
    : `the integration "${sharedWith}" uses the same credential "${credential}"`;
}

/** What the contest means for consumers, in full sentences. */
export function contestEffect(contest: Contest): string {
  return `${effects[causeOf(contest)]} Its consumers get 401 or 403 until the rotator detects the revocation and publishes another access token.`;
}

/**
 * What the operator does before the credential is replaced. The caller adds a colon and the command that replaces the
 * credential.
 */
export function contestFix({ sharedWith }: Contest): string {
  return sharedWith === undefined
    ? 'Find the other program or person, such as an old job or a script. Have the program read the access-token secret, or give the program its own credential. ' +
        'If you find neither, give this integration a new credential'
    : `Give this integration or "${sharedWith}" a credential of its own. For this integration`;
}

const effects: Readonly<Record<ContestCause, string>> = {
  OtherMinter: 'Each of these mints revokes the access token of this integration.',
  CredentialShared: 'Each mint for one integration revokes the access token of the other.',
};
