/**
 * Settings of every AWS SDK client.
 *
 * `requestTimeout` alone only logs a warning: `throwOnRequestTimeout` makes it abort. It ends when the answer's
 * headers arrive, so `socketTimeout` guards the body. Retries are the SDK's own (`standard`: backoff with full jitter
 * and a retry quota per client); keep-alive with up to 50 sockets is the SDK's default.
 *
 * The SDK makes agents of its own, which know nothing of a proxy: `proxyEnv` has them follow HTTPS_PROXY and NO_PROXY
 * where Node is told to (`NODE_USE_ENV_PROXY=1`), as `fetch` then does by itself.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
export const clientSettings = {
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
    httpsAgent: { proxyEnv: process.env['NODE_USE_ENV_PROXY'] === '1' ? process.env : undefined },
  },
} as const;
