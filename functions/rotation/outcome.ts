import type { QuietReason, RotationReason } from './decide.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { IntegrationState } from '../integration/integration-state.ts';

/** What working on one integration came to. `record` is its state afterwards, as far as it is known. */
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
  /** Another rotator was faster; its access token is alive and stays. */
  | { readonly kind: 'adopted'; readonly reason: RotationReason; readonly versionId: string }
  /** A probe found the published access token alive. */
  | { readonly kind: 'probed' }
  /** A probe got no answer; the next tick asks again. */
  | { readonly kind: 'probe-unanswered' }
  /** Fresh data showed that nothing is to be done. */
  | { readonly kind: 'quiet'; readonly reason: QuietReason | 'IssuingCredentialKept' }
  | { readonly kind: 'failed'; readonly error: RotationError }
  /** Its Alation instance could not be talked to just then; it comes up again. */
  | { readonly kind: 'deferred' }
);
