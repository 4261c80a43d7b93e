/**
 * Settings of every AWS SDK client.
 *
 * `requestTimeout` limits the time until the headers of the response arrive, `socketTimeout` each time without data.
 * Without `throwOnRequestTimeout`, the SDK only logs a warning when `requestTimeout` passes. The SDK retries
 * (`standard`: backoff with full jitter and a retry quota per client). By default the SDK keeps up to 50 sockets open.
 *
 * The SDK creates its own agents, which ignore a proxy. `proxyEnv` makes them use HTTPS_PROXY and NO_PROXY if
 * `NODE_USE_ENV_PROXY=1` is set. `fetch` then uses both variables without a setting.
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
