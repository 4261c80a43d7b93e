import * as z from 'zod/mini';
import { faultKinds } from '../faults/fault.ts';
import { AwsError } from './aws-error.ts';
import { type FaultTarget, SERVICE_NAMES } from './operation.ts';
import { MAX_READ_STALENESS_MS } from './secrets/store.ts';

const selection = {
  service: z.enum(SERVICE_NAMES),
  /**
   * Any operation of the service if omitted. An `error` of `GetSecretValue` also applies to each secret in BatchGetSecretValue.
   * `PutEventsEntry` means each entry of PutEvents, for an `error` only.
   */
  operation: z.optional(z.string()),
  /** Only requests that name a secret by a name or ARN that contains this text. */
  matchSecretId: z.optional(z.string()),
};

/** The schema of a fault of AWS. A control request sends the fault as JSON. */
export const faultSchema = z.discriminatedUnion('kind', [
  ...faultKinds(selection),
  /** An error of the service. If `operation` means parts of a request, `skip` and `times` count these parts. */
  z.strictObject({
    ...selection,
    skip: z.optional(z.int().check(z.minimum(0))),
    times: z.optional(z.int().check(z.minimum(1))),
    kind: z.literal('error'),
    /** The name of the error on the wire, e.g. `DecryptionFailure` or `ThrottlingException`. */
    code: z.string(),
    status: z.optional(z.int().check(z.minimum(400), z.maximum(599))),
    message: z.optional(z.string()),
  }),
  /**
   * A read of Secrets Manager that does not show the newest changes yet. A stale `GetSecretValue` also applies to each
   * secret in BatchGetSecretValue.
   */
  z.strictObject({
    ...selection,
    service: z.literal('secretsmanager'),
    operation: z.enum(['GetSecretValue', 'DescribeSecret']),
    skip: z.optional(z.int().check(z.minimum(0))),
    times: z.optional(z.int().check(z.minimum(1))),
    kind: z.literal('stale'),
    /** Age of the state that the read shows. */
    staleMs: z.int().check(z.minimum(1), z.maximum(MAX_READ_STALENESS_MS)),
  }),
]);

/** A fault of AWS. */
export type Fault = Readonly<z.infer<typeof faultSchema>>;

/** Whether a fault selects a request. */
export function matchesRequest(fault: Fault, { service, operation, secretIds }: FaultTarget): boolean {
  const { matchSecretId } = fault;
  return (
    fault.service === service &&
    (fault.operation === undefined || fault.operation === operation) &&
    (matchSecretId === undefined || secretIds.some((secretId) => secretId.includes(matchSecretId)))
  );
}

/** Whether a fault selects one part of a request. */
export function matchesPart(fault: Fault, part: FaultTarget): boolean {
  return fault.kind === 'error' && fault.operation !== undefined && matchesRequest(fault, part);
}

/** The error of a fault. */
export function faultError({ code, message, status }: Extract<Fault, { kind: 'error' }>): AwsError {
  return new AwsError(code, message ?? 'A fault was added for this request.', status);
}
