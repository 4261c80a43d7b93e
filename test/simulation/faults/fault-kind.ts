import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { AccessTokenFlaw } from '../../../functions/integration/access-token.ts';
import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { Draw } from '../world/draw.ts';
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
export interface CallFault {
  /** The error that the caller gets. */
  readonly error: Error;
  /** Whether the call takes effect: never, at once, or this many ms later. */
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
  /** The kind of the credentials whose calls the fault affects; all when missing. */
  readonly of?: CredentialKind;
  readonly callFault: (operation: Operation, draw: Draw) => CallFault;
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

function refused(code: RotationErrorCode, detail: RotationErrorDetail = {}): Fault['callFault'] {
  return () => ({ error: new RotationError(code, 'injected', detail), effect: 'none' });
}

/** The error of a call without a response in time. A mint has a failure code of its own. */
function unanswered(operation: Operation): RotationError {
  const code = operation === 'mint' ? 'MintOutcomeUnknown' : 'AlationUnavailable';
  return new RotationError(code, 'injected', { sent: true });
}

/** Alation processes the call, and the response is lost. */
const responseLost: Fault['callFault'] = (operation, draw) => ({
  error: unanswered(operation),
  effect: 'done',
  responseAfterMs: draw.chance(0.5) ? TIME_LIMIT_MS : 50,
});

/** Alation is overloaded: it processes the call after the caller, or a gateway in between, timed out. */
const processedLate: Fault['callFault'] = (operation, draw) => ({
  error: draw.chance(0.7)
    ? unanswered(operation)
    : new RotationError('AlationUnavailable', 'injected', { sent: true, status: 504 }),
  effect: { lateMs: TIME_LIMIT_MS + draw.between(1, 45 * SECOND_MS) },
  responseAfterMs: TIME_LIMIT_MS,
});

/** Every fault by name: the operations it affects, and how. */
export const faultKinds = {
  /** DNS, refused connections, an instance that is down: nothing was sent. */
  'alation-unreachable': {
    operations: ALATION,
    callFault: refused('AlationUnavailable', { sent: false }),
  },
  /** 5xx, before or after processing. */
  'alation-erring': {
    operations: ALATION,
    callFault: (_, draw) => ({
      error: new RotationError('AlationUnavailable', 'injected', { sent: true, status: 500 }),
      effect: draw.chance(0.5) ? 'done' : 'none',
    }),
  },
  /** Alation neither processes the call nor responds. */
  'alation-hanging': {
    operations: ALATION,
    callFault: (operation) => ({
      error: unanswered(operation),
      effect: 'none',
      responseAfterMs: TIME_LIMIT_MS,
    }),
  },
  'alation-response-lost': { operations: ALATION, callFault: responseLost },
  'alation-late': { operations: ALATION, callFault: processedLate },
  /** Alation processes the call, and responds with HTML, half a document or another user's document. */
  'alation-garbled': {
    operations: ALATION,
    callFault: () => ({
      error: new RotationError('AlationAnswerMalformed', 'injected', { sent: true }),
      effect: 'done',
    }),
  },
  /** 429 with or without Retry-After. */
  'alation-throttling': {
    operations: ALATION,
    callFault: (_, draw) => {
      const retryAfterMs = draw.pick([0, 5 * SECOND_MS, 600 * SECOND_MS, MAX_RETRY_AFTER_MS]);
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
    callFault: refused('CredentialRejected', { status: 401 }),
  },
  'alation-forbidding': { operations: ALATION, callFault: refused('AlationForbidden', { status: 403 }) },
  'alation-refusing': { operations: ALATION, callFault: refused('AlationRequestRefused', { status: 404 }) },
  'alation-redirecting': { operations: ALATION, callFault: refused('AlationRedirected', { status: 302 }) },
  'certificate-expired': {
    operations: ALATION,
    callFault: refused('CertificateRejected', { sent: false }),
  },
  /** Alation mints, and verifies no access token. */
  'verification-down': { operations: ['verify'], callFault: refused('AlationUnavailable', { sent: true }) },
  /** The verification finds a flaw in an active JWT: a stale key set, another issuer, a wrong clock, another algorithm. */
  'oauth-flaw': {
    operations: ['verify'],
    of: 'oauth-client',
    callFault: (_, draw) => ({
      error: new FlawFound(
        draw.pick([
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
  'inspection-down': { operations: ['inspect'], callFault: refused('AlationUnavailable', { sent: true }) },

  'store-unavailable': { operations: STORE, callFault: refused('SecretsManagerUnavailable') },
  'store-throttling': {
    operations: ['put', 'tag', ...RENEWAL_WRITES],
    callFault: refused('SecretsManagerUnavailable'),
  },
  /** The write happened, and its response is lost. */
  'store-response-lost': {
    operations: ['put', 'tag', ...RENEWAL_WRITES],
    callFault: () => ({ error: new RotationError('SecretsManagerUnavailable', 'injected'), effect: 'done' }),
  },
  'reads-denied': {
    operations: ['describe', 'read', 'read-credentials'],
    callFault: refused('SecretAccessDenied'),
  },
  'writes-denied': {
    operations: ['put', 'tag', ...RENEWAL_WRITES],
    callFault: refused('SecretAccessDenied'),
  },
  'versions-exhausted': { operations: ['put'], callFault: refused('PublishFailed') },
  'listing-down': { operations: ['list'], callFault: refused('SecretsManagerUnavailable') },
  'tags-down': { operations: ['tag'], callFault: refused('SecretsManagerUnavailable') },

  'renewal-response-lost': { operations: ['regenerate'], callFault: responseLost },
  'renewal-late': { operations: ['regenerate'], callFault: processedLate },
  'renewal-not-stored': { operations: RENEWAL_WRITES, callFault: refused('SecretsManagerUnavailable') },

  'alerts-refused': {
    operations: ['alert'],
    callFault: () => ({ error: new Error('the topic is unavailable'), effect: 'none' }),
  },
  'alerts-response-lost': {
    operations: ['alert'],
    callFault: () => ({ error: new Error('no response from the topic'), effect: 'done' }),
  },
  'events-refused': {
    operations: ['events'],
    callFault: () => ({ error: new Error('the bus is unavailable'), effect: 'none' }),
  },
} as const satisfies Record<string, Fault>;

/** Name of a fault that affects calls. */
export type FaultKind = keyof typeof faultKinds;

/** The names of all faults. */
export const allFaultKinds = Object.keys(faultKinds).filter((name): name is FaultKind => name in faultKinds);

/** Whether a fault of this kind affects an operation with a credential of this kind. */
export function affects(
  kind: FaultKind,
  operation: Operation,
  credential: CredentialKind | undefined,
): boolean {
  const { operations, of }: Fault = faultKinds[kind];
  return operations.includes(operation) && (of === undefined || of === credential);
}
