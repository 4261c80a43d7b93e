/**
 * Stands in for `@aws/lambda-invoke-store` in the Lambda bundles: esbuild's `alias` points that package here.
 *
 * The SDK asks it which of several invocations in one process is running, and takes the trace id from the environment
 * where there is no answer. Our functions have one invocation at a time, whose trace id the environment holds, so the
 * store would be 2 KB of each bundle that only say the same.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined };
