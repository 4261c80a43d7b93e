import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { AccessTokenFlaw } from '../../../functions/integration/access-token.ts';
import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { Dice } from '../world/dice.ts';
import { SECOND_MS } from '../../../functions/time.ts';

/** Operations of the world that the code under test calls. */
export type Operation =
  | 'list'
  | 'describe'
  | 'read'
  | 'put'
  | 'versions'
  | 'tag'
  | 'mint'
  | 'verify'
  | 'inspect'
  | 'regenerate'
  | 'read-credentials'
  | 'put-credentials'
  | 'move-credentials'
  | 'alert'
  | 'events';

/** The effect of a fault on one call. */
export interface Strike {
  /** The error that the caller gets. */
  readonly error: Error;
  /** Whether the call still takes effect: never, before its response is lost, or this many ms later. */
  readonly effect: 'none' | 'done' | { readonly lateMs: number };
  /** When the caller gets the error, ms after the request arrived. Default: the normal latency. */
  readonly responseAfterMs?: number;
  /** Retry-After of the response in ms. */
  readonly retryAfterMs?: number;
}

/** The answer of a verification that finds a flaw. */
export class FlawFound extends Error {
  readonly flaw: AccessTokenFlaw;

  constructor(flaw: AccessTokenFlaw) {
    super(flaw);
    this.flaw = flaw;
  }
}

interface Fault {
  readonly operations: readonly Operation[];
  /** The kind of the credentials whose calls it affects; all when missing. */
  readonly of?: CredentialKind;
  readonly strike: (operation: Operation, dice: Dice) => Strike;
}

/** Calls to Alation. */
export const ALATION: readonly Operation[] = ['mint', 'verify', 'inspect', 'regenerate'];
/** Writes to the credentials secret that only a renewal makes. */
const RENEWAL_WRITES = ['put-credentials', 'move-credentials'] as const;
const STORE: readonly Operation[] = [
  'list',
  'describe',
  'read',
  'put',
  'versions',
  'tag',
  'read-credentials',
  ...RENEWAL_WRITES,
];
const TIME_LIMIT_MS = 10_000;
/** The longest Retry-After that the rotator obeys. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

function refused(code: RotationErrorCode, detail: RotationErrorDetail = {}): Fault['strike'] {
  return () => ({ error: new RotationError(code, 'injected', detail), effect: 'none' });
}

/** The error without a response in time. Only for a mint the outcome is unknown. */
function unanswered(operation: Operation): RotationError {
  const code = operation === 'mint' ? 'MintOutcomeUnknown' : 'AlationUnavailable';
  return new RotationError(code, 'injected', { sent: true });
}

/** Processed, and the response is lost. */
const responseLost: Fault['strike'] = (operation, dice) => ({
  error: unanswered(operation),
  effect: 'done',
  responseAfterMs: dice.chance(0.5) ? TIME_LIMIT_MS : 50,
});

/** Overloaded: processed after the caller, or a gateway in between, timed out. */
const processedLate: Fault['strike'] = (operation, dice) => ({
  error: dice.chance(0.7)
    ? unanswered(operation)
    : new RotationError('AlationUnavailable', 'injected', { sent: true, status: 504 }),
  effect: { lateMs: TIME_LIMIT_MS + dice.between(1, 45 * SECOND_MS) },
  responseAfterMs: TIME_LIMIT_MS,
});

/** Every fault by name: the operations it affects, and how. */
export const faultKinds = {
  /** DNS, refused connections, an instance that is down: nothing was sent. */
  'alation-unreachable': {
    operations: ALATION,
    strike: refused('AlationUnavailable', { sent: false }),
  },
  /** 5xx, before or after processing. */
  'alation-erring': {
    operations: ALATION,
    strike: (_, dice) => ({
      error: new RotationError('AlationUnavailable', 'injected', { sent: true, status: 500 }),
      effect: dice.chance(0.5) ? 'done' : 'none',
    }),
  },
  /** No response and no processing. */
  'alation-hanging': {
    operations: ALATION,
    strike: (operation) => ({
      error: unanswered(operation),
      effect: 'none',
      responseAfterMs: TIME_LIMIT_MS,
    }),
  },
  'alation-response-lost': { operations: ALATION, strike: responseLost },
  'alation-late': { operations: ALATION, strike: processedLate },
  /** Processed, with a response of HTML, half a document or another user's document. */
  'alation-garbled': {
    operations: ALATION,
    strike: () => ({
      error: new RotationError('AlationAnswerMalformed', 'injected', { sent: true }),
      effect: 'done',
    }),
  },
  /** 429 with or without Retry-After. */
  'alation-throttling': {
    operations: ALATION,
    strike: (_, dice) => {
      const retryAfterMs = dice.pick([0, 5 * SECOND_MS, 600 * SECOND_MS, MAX_RETRY_AFTER_MS]);
      return {
        error: new RotationError('AlationThrottled', 'injected', { retryAfterMs, status: 429 }),
        effect: 'none',
        retryAfterMs,
      };
    },
  },
  /** 401 in Alation's format for a valid credential. */
  'alation-rejecting': {
    operations: ['mint', 'inspect', 'regenerate'],
    strike: refused('CredentialRejected', { status: 401 }),
  },
  'alation-forbidding': { operations: ALATION, strike: refused('AlationForbidden', { status: 403 }) },
  'alation-refusing': { operations: ALATION, strike: refused('AlationRequestRefused', { status: 404 }) },
  'alation-redirecting': { operations: ALATION, strike: refused('AlationRedirected', { status: 302 }) },
  'certificate-expired': {
    operations: ALATION,
    strike: refused('CertificateRejected', { sent: false }),
  },
  /** Minting works, verification does not. */
  'verification-down': { operations: ['verify'], strike: refused('AlationUnavailable', { sent: true }) },
  /** The verification finds a flaw in an active JWT: a stale key set, another issuer, a wrong clock, another algorithm. */
  'oauth-flaw': {
    operations: ['verify'],
    of: 'oauth-client',
    strike: (_, dice) => ({
      error: new FlawFound(
        dice.pick([
          'malformed',
          'algorithm-refused',
          'foreign-issuer',
          'unknown-key',
          'signature-invalid',
          'expired',
          'not-yet-valid',
        ]),
      ),
      effect: 'none',
    }),
  },
  'inspection-down': { operations: ['inspect'], strike: refused('AlationUnavailable', { sent: true }) },

  'store-unavailable': { operations: STORE, strike: refused('SecretsManagerUnavailable') },
  'store-throttling': {
    operations: ['put', 'tag', ...RENEWAL_WRITES],
    strike: refused('SecretsManagerUnavailable'),
  },
  /** The write happened, and its response is lost. */
  'store-response-lost': {
    operations: ['put', 'tag', ...RENEWAL_WRITES],
    strike: () => ({ error: new RotationError('SecretsManagerUnavailable', 'injected'), effect: 'done' }),
  },
  'reads-denied': {
    operations: ['describe', 'read', 'read-credentials'],
    strike: refused('SecretAccessDenied'),
  },
  'writes-denied': { operations: ['put', 'tag', ...RENEWAL_WRITES], strike: refused('SecretAccessDenied') },
  'versions-exhausted': { operations: ['put'], strike: refused('PublishFailed') },
  'listing-down': { operations: ['list'], strike: refused('SecretsManagerUnavailable') },
  'tags-down': { operations: ['tag'], strike: refused('SecretsManagerUnavailable') },

  'renewal-response-lost': { operations: ['regenerate'], strike: responseLost },
  'renewal-late': { operations: ['regenerate'], strike: processedLate },
  'renewal-not-stored': { operations: RENEWAL_WRITES, strike: refused('SecretsManagerUnavailable') },

  'alerts-refused': {
    operations: ['alert'],
    strike: () => ({ error: new Error('the topic is away'), effect: 'none' }),
  },
  'alerts-response-lost': {
    operations: ['alert'],
    strike: () => ({ error: new Error('no response from the topic'), effect: 'done' }),
  },
  'events-refused': {
    operations: ['events'],
    strike: () => ({ error: new Error('the bus is away'), effect: 'none' }),
  },
} as const satisfies Record<string, Fault>;

/** Name of a fault that strikes calls. */
export type FaultKind = keyof typeof faultKinds;

/** The names of all faults. */
export const allFaultKinds = Object.keys(faultKinds).filter((name): name is FaultKind => name in faultKinds);

/** Whether a fault of this kind affects an operation with a credential of this kind. */
export function strikes(
  kind: FaultKind,
  operation: Operation,
  credential: CredentialKind | undefined,
): boolean {
  const { operations, of }: Fault = faultKinds[kind];
  return operations.includes(operation) && (of === undefined || of === credential);
}
