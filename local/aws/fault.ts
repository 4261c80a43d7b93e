import * as z from 'zod/mini';
import { SERVICE_NAMES } from './operation.ts';

const which = {
  service: z.enum(SERVICE_NAMES),
  /** Any operation of the service when left out. */
  operation: z.optional(z.string()),
  /** Only requests for a secret whose name or ARN, as the request gives it, contains this. */
  matchSecretId: z.optional(z.string()),
  /** So many matching requests pass before it begins. */
  skip: z.optional(z.int().check(z.minimum(0))),
  /** How often it happens; until it is removed when left out. */
  times: z.optional(z.int().check(z.minimum(1))),
};

const answer = {
  /** The error's name on the wire, e.g. `DecryptionFailure`. */
  code: z.string(),
  status: z.optional(z.int().check(z.minimum(400), z.maximum(599))),
  message: z.optional(z.string()),
};

/** The shape of a fault, also over HTTP. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Answers as the service does when it is called too often. */
  z.strictObject({ ...which, kind: z.literal('throttle') }),
  /** Answers with this error. For `GetSecretValue` it also meets a secret inside BatchGetSecretValue. */
  z.strictObject({ ...which, ...answer, kind: z.literal('error') }),
  /** Closes the connection and does nothing. */
  z.strictObject({ ...which, kind: z.literal('dropBeforeCommit') }),
  /** Does what was asked, then closes the connection without an answer. */
  z.strictObject({ ...which, kind: z.literal('dropAfterCommit') }),
  /** Waits so many ms of real time (clients' timeouts are real too), then does what was asked. */
  z.strictObject({ ...which, kind: z.literal('delay'), delayMs: z.int().check(z.minimum(0)) }),
  /** PutEvents answers 200, but one entry fails; `skip` and `times` count entries. */
  z.strictObject({
    ...which,
    ...answer,
    service: z.literal('events'),
    kind: z.literal('entryError'),
    /** Only entries whose detail-type contains this. */
    matchDetailType: z.optional(z.string()),
  }),
]);

/** Something that shall go wrong. */
export type Fault = Readonly<z.infer<typeof faultSchema>>;
