/**
 * Replaces `@aws/lambda-invoke-store` in the Lambda bundles; esbuild's `alias` points that package here.
 *
 * The SDK reads the trace id of the current invocation from this store, or from the environment if there is no store.
 * A function runs one invocation at a time, and the environment contains the trace id of that invocation. The store
 * would be 2 KB per bundle.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined };
