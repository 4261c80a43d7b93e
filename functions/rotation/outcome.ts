import type { IntegrationState } from '../integration/integration-state.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { SkipReason, RotationReason } from './decide.ts';
import type { Findings } from './facts.ts';
import type { RotationResult } from './rotate.ts';
import type { VersionCount } from '../integration/version-count.ts';

/** The result of a reconcile whose facts were read. */
export type Done =
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly findings: Findings }
  | {
      readonly kind: 'probed';
      /** Whether the probe answers a request: the published access token fulfils the request. */
      readonly isAnswer?: boolean;
      readonly findings: Findings;
    }
  | {
      readonly kind: 'probe-unanswered';
      /** Alation does not let the OAuth client verify, so a probe by the next sweep would get no usable response. */
      readonly isClientRefused: boolean;
      readonly isAnswer?: boolean;
      readonly findings: Findings;
    }
  | {
      readonly kind: 'failed';
      readonly error: RotationError;
      /** Whether only a request failed, before its mint: consumers do not need the rotation. */
      readonly isAnswer?: boolean;
      readonly findings: Findings;
    }
  | (Exclude<RotationResult, { readonly kind: 'failed' }> & {
      readonly reason: RotationReason;
      /** Versions of the access-token secret before the rotation; undefined if their number is not known. */
      readonly versions?: VersionCount | undefined;
    });

/** The outcome of one reconcile. `state` is the integration's state after the reconcile, as far as it is known. */
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
  /** Another rotator published first. Its access token is not inactive, so it stays. */
  | { readonly kind: 'adopted'; readonly reason: RotationReason; readonly versionId: string }
  /** A probe found the published access token active. */
  | { readonly kind: 'probed'; readonly isAnswer?: boolean }
  /** A probe got no usable response. The next sweep probes again, unless Alation does not let the OAuth client verify. */
  | { readonly kind: 'probe-unanswered' }
  /** No new access token was published, and nothing failed. */
  | {
      readonly kind: 'skipped';
      readonly reason: SkipReason | 'IssuingCredentialKept' | 'AccessTokenRepeated';
    }
  | { readonly kind: 'failed'; readonly error: RotationError }
  /** The Alation host is paused or at its concurrency limit. The sweep queues the integration again. */
  | { readonly kind: 'deferred' }
);

/** The outcome, with the integration's state after the reconcile. */
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
      return { kind: 'skipped', reason: 'IssuingCredentialKept', integration, state };
    case 'repeated':
      return { kind: 'skipped', reason: 'AccessTokenRepeated', integration, state };
    case 'skipped':
      return { kind: 'skipped', reason: done.reason, integration, state };
    case 'failed':
      return { kind: 'failed', error: done.error, integration, state };
    case 'probed':
      return { kind: 'probed', integration, state, ...(done.isAnswer === true ? { isAnswer: true } : {}) };
    case 'probe-unanswered':
      return { kind: 'probe-unanswered', integration, state };
  }
}
