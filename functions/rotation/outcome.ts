import type { IntegrationState } from '../integration/integration-state.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { QuietReason, RotationReason } from './decide.ts';
import type { Findings } from './facts.ts';
import type { RotationResult } from './rotate.ts';

/** The result of a reconcile whose facts were read. */
export type Done =
  | { readonly kind: 'quiet'; readonly reason: QuietReason; readonly findings: Findings }
  | { readonly kind: 'probed'; readonly findings: Findings }
  | {
      readonly kind: 'probe-unanswered';
      /** Alation does not let the OAuth client verify, so a probe by the next sweep would fail too. */
      readonly isClientRefused: boolean;
      readonly findings: Findings;
    }
  | { readonly kind: 'failed'; readonly error: RotationError; readonly findings: Findings }
  | (Exclude<RotationResult, { readonly kind: 'failed' }> & { readonly reason: RotationReason });

/** The outcome of one reconcile. `state` is the integration's state afterwards, as far as it is known. */
export type RotationOutcome = {
  readonly integration: string;
  readonly state: IntegrationState | undefined;
} & (
  | {
      readonly kind: 'rotated';
      readonly reason: RotationReason;
      readonly versionId: string;
      readonly verified: boolean;
    }
  /** Another rotator published first. Its access token is active and stays. */
  | { readonly kind: 'adopted'; readonly reason: RotationReason; readonly versionId: string }
  /** A probe found the published access token active. */
  | { readonly kind: 'probed' }
  /** A probe got no response. The next sweep probes again. */
  | { readonly kind: 'probe-unanswered' }
  /** There was nothing to do. */
  | { readonly kind: 'quiet'; readonly reason: QuietReason | 'IssuingCredentialKept' | 'AccessTokenRepeated' }
  | { readonly kind: 'failed'; readonly error: RotationError }
  /** Its Alation instance has reached its concurrency limit or is paused. The sweep queues the integration again. */
  | { readonly kind: 'deferred' }
);

/** The outcome, with the state after it. */
export function outcomeOf(
  integration: string,
  done: Done,
  state: IntegrationState,
): RotationOutcome & { readonly state: IntegrationState } {
  switch (done.kind) {
    case 'rotated': {
      const { kind, reason, versionId, verified } = done;
      return { kind, reason, versionId, verified, integration, state };
    }
    case 'adopted': {
      const { kind, reason, versionId } = done;
      return { kind, reason, versionId, integration, state };
    }
    case 'issuing-credential-kept':
      return { kind: 'quiet', reason: 'IssuingCredentialKept', integration, state };
    case 'repeated':
      return { kind: 'quiet', reason: 'AccessTokenRepeated', integration, state };
    case 'quiet':
      return { kind: 'quiet', reason: done.reason, integration, state };
    case 'failed':
      return { kind: 'failed', error: done.error, integration, state };
    case 'probed':
    case 'probe-unanswered':
      return { kind: done.kind, integration, state };
  }
}
