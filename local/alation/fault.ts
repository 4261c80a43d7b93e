import * as z from 'zod/mini';

const status = z.int().check(z.minimum(200), z.maximum(599));

/** Which requests a fault meets, and how often. */
const which = {
  /** Text: path and query contain it. */
  path: z.optional(z.union([z.string(), z.instanceof(RegExp)])),
  /** The same as a regular expression in text, for use over HTTP. */
  pathPattern: z.optional(z.string()),
  method: z.optional(z.enum(['GET', 'POST'])),
  /** Only requests about this refresh token or OAuth client. */
  credentialId: z.optional(z.string()),
  /** Only requests whose body, as it came, contains this. */
  bodyIncludes: z.optional(z.string()),
  /** So many matching requests pass before it begins. */
  skip: z.optional(z.int().check(z.minimum(0))),
  /** How often it happens; until it is removed when left out. */
  times: z.optional(z.int().check(z.minimum(1))),
};

/** Whether Alation does what was asked before the fault spoils the answer. False when left out. */
const processed = { processed: z.optional(z.boolean()) };

/** The shape of a fault, also over HTTP. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...which,
    ...processed,
    kind: z.literal('status'),
    status,
    /** Text is sent as it is, all else as JSON. */
    body: z.optional(z.unknown()),
    /** Seconds, or a header as it shall be sent. */
    retryAfter: z.optional(z.union([z.number(), z.string()])),
    /** Sends the seconds of `retryAfter` as an HTTP-date on the instance's clock. */
    retryAfterAs: z.optional(z.enum(['seconds', 'http-date'])),
    headers: z.optional(z.record(z.string(), z.string())),
  }),
  z.strictObject({ ...which, ...processed, kind: z.literal('hangBeforeHeaders') }),
  /** Answers 200 and then one blank after the other without end, in real time. */
  z.strictObject({ ...which, ...processed, kind: z.literal('dripBody'), everyMs: z.optional(z.number()) }),
  /** Answers 200 and as many bytes as the client takes. */
  z.strictObject({ ...which, ...processed, kind: z.literal('endlessBody') }),
  /** Resets the connection and does nothing. */
  z.strictObject({ ...which, kind: z.literal('dropBeforeProcessing') }),
  /** Does what was asked, then resets the connection: the ambiguous mint. */
  z.strictObject({ ...which, kind: z.literal('dropAfterProcessing') }),
  /** A sign-on page. */
  z.strictObject({ ...which, ...processed, kind: z.literal('html200') }),
  /** A gateway's page. */
  z.strictObject({ ...which, ...processed, kind: z.literal('html502') }),
  /** The first half of the true answer; with `cutOff` the connection breaks there, else it ends as if whole. */
  z.strictObject({ ...which, kind: z.literal('truncatedJson'), cutOff: z.optional(z.boolean()) }),
  z.strictObject({ ...which, ...processed, kind: z.literal('emptyBody'), status: z.optional(status) }),
  z.strictObject({
    ...which,
    ...processed,
    kind: z.literal('redirect'),
    status: z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)]),
    location: z.string(),
  }),
  /** JSON of another shape than documented. */
  z.strictObject({
    ...which,
    ...processed,
    kind: z.literal('wrongShape'),
    status: z.optional(status),
    body: z.unknown(),
  }),
  /** The true answer behind more header bytes than clients take. */
  z.strictObject({ ...which, kind: z.literal('hugeHeaders'), bytes: z.optional(z.number()) }),
  /** The true answer, late: before it is processed, or after. */
  z.strictObject({
    ...which,
    ...processed,
    kind: z.literal('delay'),
    delayMs: z.number().check(z.minimum(0)),
    /** `virtual` waits on the instance's clock. Real time when left out. */
    clock: z.optional(z.enum(['real', 'virtual'])),
  }),
]);

/** Something that shall go wrong. */
export type Fault = Readonly<z.infer<typeof faultSchema>>;

/** What can go wrong. */
export type FaultKind = Fault['kind'];
