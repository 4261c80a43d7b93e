import type { Alert } from '../../../functions/integration/ports.ts';
import type { ListedIntegration, RotatorEvent, Tags } from '../../../functions/integration/ports.ts';
import type { RotationDemand } from '../../../functions/rotation/decide.ts';
import type { FaultKind, Operation } from '../faults/fault-kind.ts';
import type { Act } from '../scenario/scenario.ts';

/** The two Lambda functions. */
export type FunctionName = 'rotator' | 'warner';

interface ByInvocation {
  /** Number of the invocation that caused the observation. */
  readonly invocation: number;
}

interface OfIntegration extends ByInvocation {
  readonly integration: string;
}

/** One event of a run. Tokens are simulated, so none is a secret. */
export type Observation =
  | (ByInvocation & {
      readonly kind: 'started';
      readonly function: FunctionName;
      readonly only: readonly string[];
      readonly requestedAt: number | undefined;
      readonly demand: RotationDemand | undefined;
    })
  | (ByInvocation & {
      readonly kind: 'ended';
      readonly function: FunctionName;
      readonly only: readonly string[];
      readonly startedAt: number;
      /** Name of the error that ended the invocation. */
      readonly error: string | undefined;
    })
  | (ByInvocation & {
      readonly kind: 'crashed';
      readonly function: FunctionName;
      readonly by: 'injected' | 'time limit';
      /** The pending operation. */
      readonly at: string;
    })
  | (ByInvocation & {
      readonly kind: 'fault';
      readonly function: FunctionName;
      readonly fault: FaultKind | 'quota-exceeded';
      readonly operation: Operation;
      readonly integration: string | undefined;
    })
  | (ByInvocation & { readonly kind: 'listed-further-page' })
  | (OfIntegration & {
      readonly kind: 'described';
      readonly listed: ListedIntegration | undefined;
      /** Whether the tags are older than the last write. */
      readonly isStale: boolean;
    })
  | (OfIntegration & {
      readonly kind: 'read';
      /** Number of publications up to the access token that was read. */
      readonly publications: number;
      readonly credentialsVersionId: string | undefined;
      /** Whether one of the values is older than the last write. */
      readonly isStale: boolean;
    })
  | (ByInvocation & { readonly kind: 'write-allowed' })
  | (OfIntegration & { readonly kind: 'mint-requested'; readonly secret: string })
  | (OfIntegration & {
      readonly kind: 'minted';
      readonly secret: string;
      readonly accessToken: string;
      /** The access token that this mint revoked. */
      readonly superseded: string | undefined;
      /** The other integration whose access token this mint revoked. */
      readonly revokedOf: string | undefined;
    })
  | (OfIntegration & { readonly kind: 'mint-rejected'; readonly secret: string })
  | (OfIntegration & { readonly kind: 'inspect-requested'; readonly secret: string })
  | (OfIntegration & { readonly kind: 'regenerate-requested'; readonly secret: string })
  /** Alation replaced or extended a refresh token. */
  | (OfIntegration & {
      readonly kind: 'regenerated';
      readonly secret: string;
      readonly successor: string;
      /** The access tokens that Alation revoked in the renewal. */
      readonly revoked: readonly string[];
    })
  /** A version of the credentials secret was stored under AWSPENDING. */
  | (OfIntegration & { readonly kind: 'pending'; readonly versionId: string; readonly text: string })
  /** The rotator moved AWSCURRENT of the credentials secret. */
  | (OfIntegration & {
      readonly kind: 'renewed';
      readonly versionId: string;
      /** The documents before and after. */
      readonly before: string;
      readonly after: string;
    })
  | (OfIntegration & {
      readonly kind: 'verified';
      readonly accessToken: string;
      readonly answer: string;
    })
  /** A write arrived at Secrets Manager, with any outcome. */
  | (OfIntegration & { readonly kind: 'write'; readonly operation: 'put' | 'tag' })
  | (OfIntegration & {
      readonly kind: 'put';
      readonly text: string;
      readonly versionId: string;
      readonly result: 'stored' | 'again' | 'conflict';
    })
  /** The caller got the response that its write succeeded. */
  | (OfIntegration & { readonly kind: 'put-confirmed' })
  | (OfIntegration & { readonly kind: 'tagged'; readonly tags: Tags })
  /** The warner sent an alert to SNS. */
  | (ByInvocation & { readonly kind: 'alert-requested'; readonly alert: Alert })
  /** SNS accepted an alert. */
  | (ByInvocation & { readonly kind: 'alerted'; readonly alert: Alert })
  | (ByInvocation & { readonly kind: 'event'; readonly event: RotatorEvent })
  | (ByInvocation & {
      readonly kind: 'log';
      readonly event: string;
      readonly fields: Readonly<Record<string, unknown>>;
    })
  /** Another program minted from a credential of the integration. */
  | { readonly kind: 'minted-elsewhere'; readonly integration: string }
  /** An operator, an administrator or another program acted on an integration. */
  | {
      readonly kind: 'act';
      readonly act: Act | 'store' | 'share' | 'store-secret' | 'repair' | 'resume' | 'restore';
      readonly integration: string;
    };

/** One kind of observation. */
export type Observed<K extends Observation['kind']> = Extract<Observation, { readonly kind: K }>;
