/**
 * Replaces `@smithy/core/event-streams` in the Lambda bundles; esbuild's `alias` points that module here.
 *
 * The SDK needs it only for operations with an event stream. Secrets Manager, SNS and EventBridge have no such
 * operation, so the codec would be 16 KB of unused code per bundle. The SDK imports the codec by these two names. A
 * client that streams fails here, at its first request.
 *
 * @throws Error always
 */
export function EventStreamSerde(): never {
  throw new Error(
    'This bundle contains no code for event streams. Remove the alias in infra/bundling.ts to use them.',
  );
}

/** The second name. The SDK calls this function first. */
export const eventStreamSerdeProvider = EventStreamSerde;
