/**
 * Replaces `@smithy/core/event-streams` in the Lambda bundles; esbuild's `alias` points that module here.
 *
 * The SDK needs that module only for operations with an event stream. Secrets Manager, SNS and EventBridge have no such
 * operation, so the module would be 16 KB of unused code per bundle. The SDK imports these two names of the module. A
 * client that streams fails here, at its first request.
 *
 * @throws Error always
 */
export function EventStreamSerde(): never {
  throw new Error(
    'This bundle contains no code for event streams. Remove the alias in infra/bundling.ts to use them.',
  );
}

/** Throws the same error: the SDK calls this function before `EventStreamSerde`. */
export const eventStreamSerdeProvider = EventStreamSerde;
