/**
 * What a rotation does next, as tables. Each row is something that happened, each column the service level: how much
 * consumers have to lose. The less they have to lose, the more the rotation tries.
 */
import type { RotationError, RotationErrorCode } from '../integration/rotation-error.ts';
import type { ServiceLevel } from './service-level.ts';
import type { Verdict } from './verify.ts';

type Row<Step extends string> = Readonly<Record<ServiceLevel, Step>>;

/** `next`: mint from the next credential. `otherKind`: from the next credential of the other kind. `fail`: end. */
export type StepAfterMint = 'verify' | 'next' | 'otherKind' | 'fail';

/** How a mint ended. */
export type MintKind =
  | 'token'
  /** Alation rejected the credential. */
  | 'rejected'
  /** A refusal that may concern this credential alone: 403 or another 4xx. */
  | 'refused'
  /** A transient failure, after the retries. */
  | 'transient'
  /** A failure of the instance (429, TLS, redirect) or a defect: no other credential would do better. */
  | 'instance';

/** A refusal of one credential is waited out while consumers are served. The two kinds have endpoints of their own. */
export const afterMint: Readonly<Record<MintKind, Row<StepAfterMint>>> = {
  token: { ok: 'verify', low: 'verify', lost: 'verify' },
  rejected: { ok: 'next', low: 'next', lost: 'next' },
  refused: { ok: 'fail', low: 'next', lost: 'next' },
  transient: { ok: 'fail', low: 'fail', lost: 'otherKind' },
  instance: { ok: 'fail', low: 'fail', lost: 'fail' },
};

const mintKinds: Partial<Record<RotationErrorCode, MintKind>> = {
  CredentialRejected: 'rejected',
  AlationForbidden: 'refused',
  AlationRequestRefused: 'refused',
  AlationUnavailable: 'transient',
  AlationAnswerMalformed: 'transient',
  MintOutcomeUnknown: 'transient',
};

/** How a mint ended that failed with this error. */
export function mintKindOf({ code }: RotationError): Exclude<MintKind, 'token'> {
  const kind = mintKinds[code];
  return kind === undefined || kind === 'token' ? 'instance' : kind;
}

/** How far the request of a failed mint came. */
type MintProgress = 'neverSent' | 'answered' | 'mayStillHappen';

/**
 * What a transient failure of a mint means. `doubt`: Alation may have minted, which revokes the access token minted
 * before from the same credential. `retry`: a mint that Alation may still process would revoke the token of a retry, so
 * it is retried only where consumers have nothing to lose.
 */
export const transientMint: Readonly<
  Record<MintProgress, { readonly doubt: boolean; readonly retry: 'always' | 'whenLost' }>
> = {
  neverSent: { doubt: false, retry: 'always' },
  answered: { doubt: true, retry: 'always' },
  mayStillHappen: { doubt: true, retry: 'whenLost' },
};

/** A gateway gave up; Alation behind it may not have. */
const GATEWAY_STATUSES: ReadonlySet<number | undefined> = new Set([408, 502, 504]);

/** How far the request of a mint with this transient failure came. */
export function mintProgress({ code, detail }: RotationError): MintProgress {
  if (detail.sent === false) return 'neverSent';
  return code === 'MintOutcomeUnknown' || GATEWAY_STATUSES.has(detail.status) ? 'mayStillHappen' : 'answered';
}

/** What Alation says of a minted access token, as far as the next step depends on it. */
type VerdictKind = 'active' | 'cannotBeVerified' | 'unknownKey' | 'untrusted';

/** Nothing unverified is published while consumers are served (the one exception is in docs/guarantees.md). */
const afterVerify: Readonly<Record<VerdictKind, Row<'publish' | 'refuse'>>> = {
  active: { ok: 'publish', low: 'publish', lost: 'publish' },
  cannotBeVerified: { ok: 'refuse', low: 'refuse', lost: 'publish' },
  unknownKey: { ok: 'refuse', low: 'refuse', lost: 'refuse' },
  untrusted: { ok: 'refuse', low: 'refuse', lost: 'refuse' },
};

/** Whether an access token with this verdict may be published at this service level. */
export function isPublishable(verdict: Exclude<Verdict, 'inactive'>, level: ServiceLevel): boolean {
  return afterVerify[verdictKindOf(verdict)][level] === 'publish';
}

function verdictKindOf(verdict: Exclude<Verdict, 'inactive'>): VerdictKind {
  switch (verdict) {
    case 'active':
      return 'active';
    case 'unknown':
    case 'client-refused':
      return 'cannotBeVerified';
    case 'unknown-key':
      return 'unknownKey';
    default:
      return 'untrusted';
  }
}

/** Retrying cannot help against a short lifetime: it is a property of the credential. So the next one comes earlier. */
const afterRefusal: Readonly<Record<'LifetimeTooShort' | 'other', Row<'next' | 'fail'>>> = {
  LifetimeTooShort: { ok: 'fail', low: 'next', lost: 'next' },
  other: { ok: 'fail', low: 'fail', lost: 'next' },
};

/** The step after a minted access token was refused with this code. */
export function stepAfterRefusal(code: RotationErrorCode, level: ServiceLevel): 'next' | 'fail' {
  return afterRefusal[code === 'LifetimeTooShort' ? code : 'other'][level];
}
