import type { Credential } from '../../functions/integration/credential.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from './alation.ts';
import { revokeAccessTokens, type Revocation } from './revoke-access-tokens.ts';

/** What became of one credential's access tokens. */
export interface Revoked {
  readonly credential: Credential;
  readonly outcome: Revocation | 'not-certain';
  readonly words: string;
}

/** Kills the access tokens of all these credentials at once: from the first one on, consumers may hold a dead one. */
export function revokeAll(
  alation: Alation,
  baseUrl: string,
  credentials: readonly Credential[],
): Promise<readonly Revoked[]> {
  return Promise.all(
    credentials.map(async (credential): Promise<Revoked> => {
      try {
        const outcome = await revokeAccessTokens(alation, baseUrl, credential);
        return { credential, outcome, words: words[outcome] };
      } catch (error) {
        if (!(error instanceof RotationError)) throw error;
        const why = `${failureText(error.code).meaning} (${error.code})`;
        return { credential, outcome: 'not-certain', words: `not certain: ${why}` };
      }
    }),
  );
}

const words: Readonly<Record<Revocation, string>> = {
  revoked: 'access tokens revoked',
  'credential-refused': 'Alation refuses the credential; what it minted earlier may live until it expires',
};
