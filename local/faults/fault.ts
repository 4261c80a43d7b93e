import * as z from 'zod/mini';

const status = z.int().check(z.minimum(200), z.maximum(599));

/** From which matching request on a fault happens, and how often. */
const frequency = {
  /** Number of matching requests that the server first processes without the fault. */
  skip: z.optional(z.int().check(z.minimum(0))),
  /** Number of times that the fault happens. If omitted, the fault happens until it is removed. */
  times: z.optional(z.int().check(z.minimum(1))),
};

/**
 * The kinds of faults that both servers have.
 *
 * @param selection the fields that select requests
 */
export function faultKinds<Selection extends z.core.$ZodLooseShape>(selection: Selection) {
  const always = { ...selection, ...frequency };
  /** `processed`: whether the server processes the request before the fault replaces the response. Default: false. */
  const replacing = { ...always, processed: z.optional(z.boolean()) };
  return [
    z.strictObject({
      ...replacing,
      kind: z.literal('status'),
      status,
      /** Text is sent unchanged, any other value as JSON. */
      body: z.optional(z.unknown()),
      /** Seconds, or the text of the header. */
      retryAfter: z.optional(z.union([z.number(), z.string()])),
      /** `http-date` sends the seconds of `retryAfter` as a date on the server's clock. */
      retryAfterAs: z.optional(z.enum(['seconds', 'http-date'])),
      headers: z.optional(z.record(z.string(), z.string())),
    }),
    /** Keeps the connection open and sends nothing. */
    z.strictObject({ ...replacing, kind: z.literal('hangBeforeHeaders') }),
    /** Sends the headers and then endless blanks, in real time. */
    z.strictObject({ ...replacing, kind: z.literal('dripBody') }),
    /** Sends the headers and as many bytes as the client accepts. */
    z.strictObject({ ...replacing, kind: z.literal('endlessBody') }),
    /** Resets the connection; the request has no effect. */
    z.strictObject({ ...always, kind: z.literal('dropBeforeProcessing') }),
    /**
     * Processes the request, then resets the connection. The client does not learn whether the request had an effect.
     */
    z.strictObject({ ...always, kind: z.literal('dropAfterProcessing') }),
    /** A sign-on page. */
    z.strictObject({ ...replacing, kind: z.literal('html200') }),
    /** The error page of a gateway. */
    z.strictObject({ ...replacing, kind: z.literal('html502') }),
    /**
     * The first half of the true body. With `cutOff`, Content-Length is the length of the complete body, and the
     * connection is closed.
     */
    z.strictObject({ ...always, kind: z.literal('truncatedJson'), cutOff: z.optional(z.boolean()) }),
    z.strictObject({ ...replacing, kind: z.literal('emptyBody'), status: z.optional(status) }),
    z.strictObject({
      ...replacing,
      kind: z.literal('redirect'),
      status: z.literal([301, 302, 303, 307, 308]),
      location: z.string(),
    }),
    /** JSON that differs from the documentation. */
    z.strictObject({
      ...replacing,
      kind: z.literal('wrongShape'),
      status: z.optional(status),
      body: z.unknown(),
    }),
    /** The true JSON response with the values in `fields`, and without the fields in `remove`. */
    z.strictObject({
      ...always,
      kind: z.literal('changedFields'),
      fields: z.optional(z.record(z.string(), z.unknown())),
      remove: z.optional(z.array(z.string())),
    }),
    /** The true response with more header bytes than clients accept. */
    z.strictObject({ ...always, kind: z.literal('hugeHeaders') }),
    /** The true response, late. The server waits before it processes the request, or, with `processed`, afterwards. */
    z.strictObject({
      ...replacing,
      kind: z.literal('delay'),
      delayMs: z.number().check(z.minimum(0)),
      /** `virtual`: the server waits on its own clock. If omitted, the server waits in real time. */
      clock: z.optional(z.enum(['real', 'virtual'])),
    }),
  ] as const;
}

/** A fault of a kind that both servers have, without the fields that select requests. */
export type CommonFault = Readonly<z.infer<ReturnType<typeof faultKinds<{}>>[number]>>;
