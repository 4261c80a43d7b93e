import type { Credential } from '../../functions/integration/credential.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { revokeAccessTokens, type Revocation } from './revoke-access-tokens.ts';

/** Result for one credential. */
export interface Revoked {
  readonly credential: Credential;
  readonly outcome: Revocation | 'uncertain';
  /** The result as a clause. */
  readonly text: string;
}

/**
 * Revokes the access tokens of all these credentials concurrently, to shorten the time without an active access token.
 */
export function revokeAll(
  alation: Alation,
  baseUrl: string,
  credentials: readonly Credential[],
): Promise<readonly Revoked[]> {
  return Promise.all(
    credentials.map(async (credential): Promise<Revoked> => {
      try {
        const outcome = await revokeAccessTokens(alation, baseUrl, credential);
        return { credential, outcome, text: text[outcome] };
      } catch (error) {
        if (!(error instanceof RotationError)) throw error;
        const why = `${failureText(error.code).meaning} (${error.code})`;
        return { credential, outcome: 'uncertain', text: `uncertain: ${why}` };
      }
    }),
  );
}

/** `"tableau-a": access tokens revoked`, a line for each credential. */
export function revokedLines(revoked: readonly Revoked[]): readonly string[] {
  return revoked.map(({ credential, text: result }) => `"${credential.name}": ${result}`);
}

const text: Readonly<Record<Revocation, string>> = {
  revoked: 'access tokens revoked',
  'credential-rejected':
    'Alation rejects the credential, and its earlier access tokens may stay active until they expire',
};
