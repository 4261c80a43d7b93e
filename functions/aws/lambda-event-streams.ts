/**
 * Stands in for `@smithy/core/event-streams` in the Lambda bundles: esbuild's `alias` points that module here.
 *
 * The SDK loads it for operations whose input or output is an event stream, and for nothing else. Neither Secrets
 * Manager nor SNS nor EventBridge has one, so its codec would be 16 KB of each bundle that never run. The names are
 * those the SDK imports; whoever adds a client that streams is told here, at the first request.
 *
 * @throws Error always
 */
export function EventStreamSerde(): never {
  throw new Error('This bundle holds no event streams: remove the alias of infra/bundling.ts to use one.');
}

/** The other name the SDK imports. It runs first, and throws as well. */
export const eventStreamSerdeProvider = EventStreamSerde;
