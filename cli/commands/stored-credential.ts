import type { CheckedCredential } from '../alation/check-credential.ts';
import type { RotationAnswer } from '../rotation/rotate-now.ts';
import { expiryWords } from '../rotation/rotation-report.ts';

/** A credential that was stored just now, and what became of it. */
export interface StoredCredential extends CheckedCredential {
  /** `stored`: no access token was minted from it yet, so that nobody knows for certain that one can be. */
  readonly state: 'accepted' | 'stored' | 'rejected';
}

/**
 * What the rotator found out about a credential. It asked Alation as well, after this command may have been told not to;
 * with several it may have minted from another one.
 */
export function storedCredential(checked: CheckedCredential, answer: RotationAnswer): StoredCredential {
  // Where nobody waited, what is on record is about the credentials before these.
  const { credentials } = answer.kind === 'requested' ? { credentials: [] } : answer.state;
  const recorded = credentials.find(({ name }) => name === checked.name);
  const told = recorded?.expirySource === 'reported' ? recorded.expiresAt : undefined;
  return { ...checked, expiresAt: checked.expiresAt ?? told, state: stateOf(recorded?.state) };
}

function stateOf(recorded: 'active' | 'rejected' | 'unchecked' | undefined): StoredCredential['state'] {
  if (recorded === 'rejected') return 'rejected';
  return recorded === 'active' ? 'accepted' : 'stored';
}

/**
 * The same in words: `accepted, 59 days left, until …`.
 *
 * @param todo what to do about one that is rejected
 */
export function storedWords({ kind, state, expiresAt }: StoredCredential, now: number, todo: string): string {
  const left =
    kind === 'refresh-token' && expiresAt === undefined
      ? 'Alation did not tell its expiry'
      : expiryWords(expiresAt, now);
  switch (state) {
    case 'accepted':
      return `accepted, ${left}`;
    case 'stored':
      return `stored, ${left}; it is used at the next rotation`;
    case 'rejected':
      return `rejected by Alation; ${todo}`;
  }
}
