import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { Dice } from '../world/dice.ts';
import { SECOND_MS } from '../../../functions/time.ts';

/** What the code under test asks of the world. */
export type Operation =
  | 'list'
  | 'describe'
  | 'read'
  | 'put'
  | 'tag'
  | 'mint'
  | 'verify'
  | 'inspect'
  | 'alert'
  | 'events';

/** What a fault makes of one call. */
export interface Strike {
  /** What the caller meets. */
  readonly error: Error;
  /** Whether the call took effect all the same: never, before its answer was lost, or that many ms after it. */
  readonly effect: 'none' | 'done' | { readonly lateMs: number };
  /** When the caller learns of it, ms after the request arrived; a usual latency when not given. */
  readonly answerAfterMs?: number;
  /** How long the caller was told to stay away, in ms. */
  readonly retryAfterMs?: number;
}

interface Fault {
  readonly operations: readonly Operation[];
  readonly strike: (operation: Operation, dice: Dice) => Strike;
}

const ALATION: readonly Operation[] = ['mint', 'verify', 'inspect'];
const STORE: readonly Operation[] = ['list', 'describe', 'read', 'put', 'tag'];
const TIME_LIMIT_MS = 10_000;
/** The longest Retry-After that is obeyed. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

function refused(code: RotationErrorCode, detail: RotationErrorDetail = {}): Fault['strike'] {
  return () => ({ error: new RotationError(code, 'injected', detail), effect: 'none' });
}

/** No answer within the time limit. Only of a mint is it unknown whether it happened. */
function unanswered(operation: Operation): RotationError {
  const code = operation === 'mint' ? 'MintOutcomeUnknown' : 'AlationUnavailable';
  return new RotationError(code, 'injected', { sent: true });
}

/** Every fault by name, and what it does to which calls. */
export const faultKinds = {
  /** DNS, refused connections, an instance that is down: nothing was sent. */
  'alation-unreachable': {
    operations: ALATION,
    strike: refused('AlationUnavailable', { sent: false }),
  },
  /** 5xx, before or after it did what was asked. */
  'alation-erring': {
    operations: ALATION,
    strike: (_, dice) => ({
      error: new RotationError('AlationUnavailable', 'injected', { sent: true, status: 500 }),
      effect: dice.chance(0.5) ? 'done' : 'none',
    }),
  },
  /** It never answers and never does anything. */
  'alation-hanging': {
    operations: ALATION,
    strike: (operation) => ({
      error: unanswered(operation),
      effect: 'none',
      answerAfterMs: TIME_LIMIT_MS,
    }),
  },
  /** It did what was asked, and the answer was lost on the way. */
  'alation-answer-lost': {
    operations: ALATION,
    strike: (operation, dice) => ({
      error: unanswered(operation),
      effect: 'done',
      answerAfterMs: dice.chance(0.5) ? TIME_LIMIT_MS : 50,
    }),
  },
  /** Overloaded: it does what was asked after the caller, or a gateway in between, has given up. */
  'alation-late': {
    operations: ALATION,
    strike: (operation, dice) => ({
      error: dice.chance(0.7)
        ? unanswered(operation)
        : new RotationError('AlationUnavailable', 'injected', { sent: true, status: 504 }),
      effect: { lateMs: TIME_LIMIT_MS + dice.between(1, 45 * SECOND_MS) },
      answerAfterMs: TIME_LIMIT_MS,
    }),
  },
  /** It did what was asked and answered with HTML, half a document or another user's. */
  'alation-garbled': {
    operations: ALATION,
    strike: () => ({ error: new RotationError('AlationAnswerMalformed', 'injected'), effect: 'done' }),
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
  'alation-forbidding': { operations: ALATION, strike: refused('AlationForbidden', { status: 403 }) },
  'alation-refusing': { operations: ALATION, strike: refused('AlationRequestRefused', { status: 404 }) },
  'alation-redirecting': { operations: ALATION, strike: refused('AlationRedirected', { status: 302 }) },
  'certificate-expired': {
    operations: ALATION,
    strike: refused('CertificateRejected', { sent: false }),
  },
  /** Minting works, asking about access tokens does not. */
  'verification-down': { operations: ['verify'], strike: refused('AlationUnavailable', { sent: true }) },
  'inspection-down': { operations: ['inspect'], strike: refused('AlationUnavailable', { sent: true }) },

  'store-unavailable': { operations: STORE, strike: refused('SecretsManagerUnavailable') },
  'store-throttling': { operations: ['put', 'tag'], strike: refused('SecretsManagerUnavailable') },
  /** The write happened, and the answer was lost on the way. */
  'store-answer-lost': {
    operations: ['put', 'tag'],
    strike: () => ({ error: new RotationError('SecretsManagerUnavailable', 'injected'), effect: 'done' }),
  },
  'reads-denied': { operations: ['describe', 'read'], strike: refused('SecretAccessDenied') },
  'writes-denied': { operations: ['put', 'tag'], strike: refused('SecretAccessDenied') },
  'versions-exhausted': { operations: ['put'], strike: refused('PublishFailed') },
  'listing-down': { operations: ['list'], strike: refused('SecretsManagerUnavailable') },
  'tags-down': { operations: ['tag'], strike: refused('SecretsManagerUnavailable') },

  'alerts-refused': {
    operations: ['alert'],
    strike: () => ({ error: new Error('the topic is away'), effect: 'none' }),
  },
  'alerts-answer-lost': {
    operations: ['alert'],
    strike: () => ({ error: new Error('no answer from the topic'), effect: 'done' }),
  },
  'events-refused': {
    operations: ['events'],
    strike: () => ({ error: new Error('the bus is away'), effect: 'none' }),
  },
} as const satisfies Record<string, Fault>;

/** Name of a fault that strikes calls. */
export type FaultKind = keyof typeof faultKinds;

/** Every name. */
export const allFaultKinds = Object.keys(faultKinds).filter((name): name is FaultKind => name in faultKinds);

/** Whether a fault of this kind can meet such a call. */
export function strikes(kind: FaultKind, operation: Operation): boolean {
  const operations: readonly Operation[] = faultKinds[kind].operations;
  return operations.includes(operation);
}
