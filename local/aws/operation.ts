import type { Clock } from '../clock.ts';
import type { AwsError } from './aws-error.ts';
import type { IdSource } from './ids.ts';

/** The dependencies of every service. */
export interface ServiceDependencies {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly ids: IdSource;
}

/** One operation: takes the parameters of the request, returns the members of the result, throws AwsError. */
export type Operation = (input: unknown) => object | Promise<object>;

/** A service: its signing name and its operations. */
export interface Service {
  readonly name: ServiceName;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** Signing names of the services. */
export const SERVICE_NAMES = [
  'secretsmanager',
  'sns',
  'events',
  'sts',
  'lambda',
  'scheduler',
  'logs',
  'kms',
] as const;

/** A signing name. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** A request, or one part of a request, that a fault can select. */
export interface FaultTarget {
  readonly service: ServiceName;
  readonly operation: string;
  /** Names or ARNs of the secrets, as in the request. */
  readonly secretIds: readonly string[];
}

/**
 * The error that a fault causes for one part of a request: a secret of a batch, or an entry of PutEvents. Undefined
 * without a fault.
 */
export type PartFault = (part: FaultTarget) => AwsError | undefined;

/** Age in ms of the state that a read shows: 0, unless a fault makes the read stale. */
export type ReadStaleness = (part: FaultTarget) => number;
