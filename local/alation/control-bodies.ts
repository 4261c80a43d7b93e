import * as z from 'zod/mini';

const milliseconds = z.number().check(z.positive());

/** Bodies of the control endpoints, by name. */
export const ControlBody = {
  /** Whatever it is, it is not looked at. */
  none: z.unknown(),
  user: z.strictObject({
    userId: z.optional(z.int()),
    username: z.optional(z.string()),
    password: z.optional(z.string()),
    role: z.optional(z.string()),
  }),
  refreshToken: z.strictObject({ userId: z.int(), name: z.string() }),
  revocation: z.strictObject({ withAccessTokens: z.optional(z.boolean()) }),
  accessToken: z.union([
    z.strictObject({ accessToken: z.string() }),
    z.strictObject({ credentialId: z.string() }),
  ]),
  client: z.strictObject({
    name: z.string(),
    role: z.optional(z.string()),
    accessTokenDurationMs: z.optional(milliseconds),
  }),
  duration: z.strictObject({ accessTokenDurationMs: milliseconds }),
  keyRotation: z.strictObject({ keepOldForMs: z.number().check(z.minimum(0)) }),
  outage: z.strictObject({
    on: z.boolean(),
    as: z.optional(z.enum(['unavailable', 'unreachable'])),
    of: z.optional(z.enum(['everything', 'token-endpoints'])),
  }),
  behaviour: z.strictObject({
    supersession: z.optional(z.enum(['revokes', 'coexists'])),
    accessTokenLifetimeMs: z.optional(milliseconds),
    refreshTokenLifetimeMs: z.optional(milliseconds),
    deadTokens: z.optional(z.enum(['refused', 'described'])),
    deadAccessTokenStatus: z.optional(z.union([z.literal(401), z.literal(403)])),
    clientAuthentication: z.optional(z.enum(['both', 'basic', 'body'])),
  }),
};
