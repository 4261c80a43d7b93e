import type { RotationRecord } from '../../functions/rotation/rotation-record.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { StatusState } from './status-state.ts';

/** What a person has to do. */
export type Todo =
  | { readonly kind: 'onboard' }
  | { readonly kind: 'replace'; readonly credential: string; readonly why: 'rejected' | 'expiring' }
  | { readonly kind: 'look-up'; readonly code: string | undefined }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'resume' };

/**
 * What a person has to do for an integration in this state.
 *
 * @param soonDays a refresh token with fewer days left is to be replaced
 */
export function todoOf(
  state: StatusState,
  { status }: RotationRecord,
  credentials: readonly CredentialStatus[],
  soonDays: number,
): readonly Todo[] {
  switch (state) {
    case 'paused':
      return [{ kind: 'resume' }];
    case 'awaiting-credentials':
      return [{ kind: 'onboard' }];
    case 'expired':
      return [{ kind: 'doctor' }];
    case 'failing': {
      const found = replacements(credentials, soonDays);
      const isAnswer = status?.code === 'CredentialRejected' && found.length > 0;
      return isAnswer ? found : [{ kind: 'look-up', code: status?.code }, ...found];
    }
    case 'rejected':
    case 'fresh':
    case 'retrying':
      return replacements(credentials, soonDays);
    case 'new-credentials':
      // What is on record is about the credentials before these.
      return [];
  }
}

function replacements(credentials: readonly CredentialStatus[], soonDays: number): readonly Todo[] {
  return credentials.flatMap(({ name, state, daysLeft: left }): readonly Todo[] => {
    if (state === 'rejected') return [{ kind: 'replace', credential: name, why: 'rejected' }];
    return left !== undefined && left < soonDays
      ? [{ kind: 'replace', credential: name, why: 'expiring' }]
      : [];
  });
}
