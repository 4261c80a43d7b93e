import type { Clock } from '../clock.ts';
import type { AwsError } from './aws-error.ts';
import type { IdSource } from './ids.ts';

/** What every service stands on. */
export interface Environment {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly ids: IdSource;
}

/** One operation: takes the request's parameters, returns the result's members, throws an `AwsError`. */
export type Operation = (input: unknown) => object | Promise<object>;

/** A service by the name AWS signs it with, and the operations it has. */
export interface Service {
  readonly name: ServiceName;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** Signing names of the services that are served. */
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

/** One of them. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/**
 * Called for one part of a request whose parts fail one by one: the error that was asked for it, if any. BatchGetSecretValue
 * calls it for `GetSecretValue` of each secret, by name or ARN; PutEvents for each entry, by detail-type.
 */
export type PartFault = (operation: 'GetSecretValue' | 'PutEvents', part: string) => AwsError | undefined;
