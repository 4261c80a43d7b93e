import type { Credential } from '../integration/credential.ts';
import type { SecretValue } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { Attempt } from './attempt.ts';
import type { Findings } from './facts.ts';
import { afterMint, stepAfterRefusal } from './next-step.ts';
import type { ServiceLevel } from './service-level.ts';

/** Maximum number of access tokens from one credential that are inactive before they are published. */
const MAX_SUPERSEDED = 3;

/** The progress of a rotation between two attempts. */
export interface RotationProgress {
  readonly integration: string;
  /** All credentials of the rotation, in the order to try them. */
  readonly order: readonly Credential[];
  readonly findings: Findings;
  /** Service level when the round began. It stays the same during the round. */
  readonly level: ServiceLevel;
  /** The credentials that the rotation could still try when the round began: neither rejected nor excluded. */
  readonly eligible: readonly Credential[];
  /** The credentials that the rotation still tries in this round. */
  readonly left: readonly Credential[];
  /** The error of the first failed mint of this round, without rejections and 403. */
  readonly firstError: RotationError | undefined;
  /** The first reason not to publish, or the first 403, of any round. */
  readonly firstRefusal: RotationError | undefined;
  /** Names of the credentials that the rotation tries no more, because it must not publish their access tokens. */
  readonly excluded: ReadonlySet<string>;
  /** Number of access tokens that were inactive before they were published, by name of the credential. */
  readonly superseded: ReadonlyMap<string, number>;
  /** The version that the next write replaces. */
  readonly base: SecretValue | undefined;
}

/** The progress of a rotation before its first attempt. */
export function firstRound(
  beginning: Pick<RotationProgress, 'integration' | 'order' | 'findings' | 'base'>,
  level: ServiceLevel,
): RotationProgress {
  return newRound(
    {
      ...beginning,
      firstRefusal: undefined,
      excluded: new Set(),
      superseded: new Map(),
    },
    level,
  );
}

/**
 * Decides, purely, how a rotation continues after an attempt that published nothing.
 *
 * @param progress with the findings of the attempt
 * @param level service level after the attempt
 * @returns the progress for the next attempt, or the error that ends the rotation
 */
export function advance(
  progress: RotationProgress,
  credential: Credential,
  attempt: Exclude<Attempt, { readonly kind: 'rotated' | 'adopted' | 'repeated' }>,
  level: ServiceLevel,
): RotationProgress | RotationError {
  switch (attempt.kind) {
    case 'not-minted': {
      const step = afterMint[attempt.how][progress.level];
      if (step === 'fail') return attempt.error;
      const rest = progress.left.slice(1);
      const left = step === 'otherKind' ? rest.filter(({ kind }) => kind !== credential.kind) : rest;
      if (attempt.how === 'rejected') return { ...progress, left };
      // A rotation fails with this 403 only if no other mint of its last round fails with another error.
      return attempt.error.code === 'AlationForbidden'
        ? { ...progress, left, firstRefusal: progress.firstRefusal ?? attempt.error }
        : { ...progress, left, firstError: progress.firstError ?? attempt.error };
    }
    case 'refused':
      return exclude({ ...progress, base: attempt.base }, credential, attempt.error, level);
    case 'superseded': {
      const count = (progress.superseded.get(credential.name) ?? 0) + 1;
      const counted = {
        ...progress,
        base: attempt.base,
        superseded: new Map(progress.superseded).set(credential.name, count),
      };
      return count < MAX_SUPERSEDED
        ? newRound(counted, level)
        : exclude(counted, credential, supersededAtOnce(progress.integration, credential), level);
    }
    case 'aborted':
      return attempt.error;
  }
}

/** The findings after an attempt, whatever its result. */
export function findingsAfter(before: Findings, { name }: Credential, attempt: Attempt): Findings {
  const code = attempt.kind === 'not-minted' ? attempt.error.code : undefined;
  const { rejected, forbidden } = before;
  return {
    rejected: code === 'CredentialRejected' ? new Set([...rejected, name]) : rejected,
    forbidden: code === 'AlationForbidden' ? new Set([...(forbidden ?? []), name]) : forbidden,
    inDoubt: before.inDoubt || attempt.inDoubt,
    wasRevoked: before.wasRevoked,
  };
}

/** Continues with the other credentials, or ends if consumers are served well enough to wait for this credential. */
function exclude(
  progress: RotationProgress,
  { name }: Credential,
  error: RotationError,
  level: ServiceLevel,
): RotationProgress | RotationError {
  if (stepAfterRefusal(error.code, level) === 'fail') return error;
  return newRound(
    {
      ...progress,
      firstRefusal: progress.firstRefusal ?? error,
      excluded: new Set([...progress.excluded, name]),
    },
    level,
  );
}

type BetweenRounds = Omit<RotationProgress, 'level' | 'eligible' | 'left' | 'firstError'>;

function newRound(progress: BetweenRounds, level: ServiceLevel): RotationProgress {
  const eligible = progress.order.filter(
    ({ name }) => !progress.findings.rejected.has(name) && !progress.excluded.has(name),
  );
  return { ...progress, level, eligible, left: eligible, firstError: undefined };
}

function supersededAtOnce(integration: string, { name }: Credential): RotationError {
  return new RotationError(
    'SupersededAtOnce',
    `${MAX_SUPERSEDED} access tokens minted for ${integration} from the credential ${name} were inactive immediately. ` +
      'Another program mints from it too: give this integration its own credential',
  );
}
