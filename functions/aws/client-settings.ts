/**
 * Settings of every AWS SDK client.
 *
 * `requestTimeout` alone only logs a warning: `throwOnRequestTimeout` makes it abort. It ends when the answer's
 * headers arrive, so `socketTimeout` guards the body. Retries are the SDK's own (`standard`: backoff with full jitter
 * and a retry quota per client); keep-alive with up to 50 sockets is the SDK's default.
 *
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
  },
} as const;
