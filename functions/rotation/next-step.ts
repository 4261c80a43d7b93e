/**
 * What a rotation does next, as tables. Each row is an event, each column a service level of consumers. The lower the
 * level, the more the rotation tries.
 */
import type { RotationError, RotationErrorCode } from '../integration/rotation-error.ts';
import type { ServiceLevel } from './service-level.ts';
import type { Verdict } from './verify.ts';

type Row<Step extends string> = Readonly<Record<ServiceLevel, Step>>;

/**
 * `verify`: verify the new access token. `next`: mint from the next credential. `otherKind`: mint from the next credential
 * of the other kind. `fail`: end the rotation.
 */
export type StepAfterMint = 'verify' | 'next' | 'otherKind' | 'fail';

/** How a mint ended. */
export type MintKind =
  | 'token'
  /** Alation rejected the credential. */
  | 'rejected'
  /** A refusal that may concern this credential alone: 403, another 4xx, or a rejection that Alation did not confirm. */
  | 'refused'
  /** A transient failure, after the retries. */
  | 'transient'
  /** A failure of the instance (429, TLS, redirect) or a defect: a mint from any other credential would also fail. */
  | 'instance';

/**
 * At `ok` the rotator waits until a refusal of one credential ends. Each kind of credential has its own endpoints, so
 * after a transient failure a credential of the other kind may still mint.
 */
export const afterMint: Readonly<Record<MintKind, Row<StepAfterMint>>> = {
  token: { ok: 'verify', low: 'verify', lost: 'verify' },
  rejected: { ok: 'next', low: 'next', lost: 'next' },
  refused: { ok: 'fail', low: 'next', lost: 'next' },
  transient: { ok: 'fail', low: 'fail', lost: 'otherKind' },
  instance: { ok: 'fail', low: 'fail', lost: 'fail' },
};

const mintKinds: Partial<Record<RotationErrorCode, Exclude<MintKind, 'token'>>> = {
  CredentialRejected: 'rejected',
  RejectionUnconfirmed: 'refused',
  AlationForbidden: 'refused',
  AlationRequestRefused: 'refused',
  AlationUnavailable: 'transient',
  AlationAnswerMalformed: 'transient',
  MintOutcomeUnknown: 'transient',
};

/** The result of a mint that failed with this error. */
export function mintKindOf({ code }: RotationError): Exclude<MintKind, 'token'> {
  return mintKinds[code] ?? 'instance';
}

/** How far the request of a failed mint got. */
type MintProgress = 'neverSent' | 'answered' | 'mayStillHappen';

/**
 * What a transient failure of a mint means. `doubt`: Alation may have minted. Then the previous access token of the same
 * credential is revoked. `retry`: `whenLost` if Alation may still process the mint, and would revoke the access token of a
 * retry. Then the rotator retries only where consumers have nothing to lose.
 */
export const transientMint: Readonly<
  Record<MintProgress, { readonly doubt: boolean; readonly retry: 'always' | 'whenLost' }>
> = {
  neverSent: { doubt: false, retry: 'always' },
  answered: { doubt: true, retry: 'always' },
  mayStillHappen: { doubt: true, retry: 'whenLost' },
};

/** These statuses may come from a gateway. Alation behind the gateway may still process the request. */
const GATEWAY_STATUSES: ReadonlySet<number | undefined> = new Set([408, 502, 504]);

/** How far the request of a mint with this transient failure got. */
export function mintProgress({ code, detail }: RotationError): MintProgress {
  if (detail.sent === false) return 'neverSent';
  return code === 'MintOutcomeUnknown' || GATEWAY_STATUSES.has(detail.status) ? 'mayStillHappen' : 'answered';
}

/** The verdict on a minted access token, as far as the next step depends on it. */
type VerdictKind = 'active' | 'cannotBeVerified' | 'untrusted';

/** Nothing unverified is published while consumers are served (docs/guarantees.md has the only exception). */
const afterVerify: Readonly<Record<VerdictKind, Row<'publish' | 'refuse'>>> = {
  active: { ok: 'publish', low: 'publish', lost: 'publish' },
  cannotBeVerified: { ok: 'refuse', low: 'refuse', lost: 'publish' },
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
    default:
      return 'untrusted';
  }
}

/**
 * Retrying cannot help: a short lifetime is a property of the credential. So the rotator tries the next credential
 * already at `low`.
 */
const afterRefusal: Readonly<Record<'LifetimeTooShort' | 'other', Row<'next' | 'fail'>>> = {
  LifetimeTooShort: { ok: 'fail', low: 'next', lost: 'next' },
  other: { ok: 'fail', low: 'fail', lost: 'next' },
};

/** The next step if the rotation does not publish the access tokens of a credential, by the code of the reason. */
export function stepAfterRefusal(code: RotationErrorCode, level: ServiceLevel): 'next' | 'fail' {
  return afterRefusal[code === 'LifetimeTooShort' ? code : 'other'][level];
}
